/* realpath: absolute paths without links. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool.h"

static const char usage[] =
  "usage: realpath FILE...\n"
  "Writes the absolute path of each FILE without any symbolic link, . or .. in it.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind == argc) usage_error("needs a file");
  for (; optind < argc; optind++) {
    char path[PATH_MAX];
    if (realpath(argv[optind], path)) puts(path);
    else complain(argv[optind]);
  }
  return tool_finish();
}

/* dirname: a path without its last part. */
#include <libgen.h>
#include <stdio.h>

#include "tool.h"

static const char usage[] =
  "usage: dirname PATH...\n"
  "Writes each PATH without its last part.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "+", NULL) != -1) continue;
  if (optind == argc) usage_error("needs a path");
  for (; optind < argc; optind++) puts(dirname(argv[optind]));
  return tool_finish();
}

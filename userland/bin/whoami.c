/* whoami: the name of the user whose rights this process has. */
#include <stdio.h>
#include <unistd.h>

#include "file-mode.h"
#include "tool.h"

static const char usage[] =
  "usage: whoami\n"
  "Writes the name of the effective user.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind < argc) usage_error("%s: unexpected word", argv[optind]);
  puts(owner_name(geteuid()));
  return tool_finish();
}

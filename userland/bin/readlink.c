/* readlink: where a link leads. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: readlink [-fn] FILE...\n"
  "Writes what the symbolic links say.\n"
  "  -f  the absolute path without any link   -n  no line end\n";

int main(int argc, char **argv) {
  bool whole = false, line_end = true;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "fen", NULL)) != -1;) {
    if (option == 'n') line_end = false;
    else whole = true;
  }
  if (optind == argc) usage_error("needs a file");
  for (; optind < argc; optind++) {
    char target[PATH_MAX];
    ssize_t length = whole ? -1 : readlink(argv[optind], target, sizeof target - 1);
    bool found = whole ? realpath(argv[optind], target) != NULL : length >= 0;
    if (!whole && found) target[length] = 0;
    if (!found) complain(argv[optind]);
    else printf("%s%s", target, line_end ? "\n" : "");
  }
  return tool_finish();
}

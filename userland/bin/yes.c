/* yes: writes a line without end. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

static const char usage[] =
  "usage: yes [WORD]...\n"
  "Writes the WORDs, or y, again and again until it is killed or nobody reads.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "+", NULL) != -1) continue;
  while (!ferror(stdout)) {
    for (int i = optind; i < argc; i++) printf("%s%c", argv[i], i + 1 < argc ? ' ' : '\n');
    if (optind == argc) puts("y");
  }
  return tool_finish();
}

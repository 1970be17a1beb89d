/* clear: clears the screen and what was scrolled off it. */
#include <stdio.h>

#include "tool.h"

static const char usage[] =
  "usage: clear [-x]\n"
  "Clears the screen, and unless -x is given also what was scrolled off it.\n";

int main(int argc, char **argv) {
  int all = 1;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "x", NULL) != -1) all = 0;
  fputs(all ? "\033[H\033[2J\033[3J" : "\033[H\033[2J", stdout);
  return tool_finish();
}

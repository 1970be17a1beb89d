/* tty: the terminal on standard input. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: tty [-s]\n"
  "Writes the name of the terminal on standard input; exit status 1 when it is none.\n"
  "  -s  writes nothing\n";

int main(int argc, char **argv) {
  bool silent = false;
  tool_begin(argv, usage);
  tool_usage_status = 2;
  while (tool_option(argc, argv, "s", NULL) != -1) silent = true;
  bool terminal = isatty(STDIN_FILENO);
  const char *name = terminal ? ttyname(STDIN_FILENO) : NULL;
  if (!silent) puts(!terminal ? "not a tty" : name ? name : "/dev/tty");
  int status = tool_finish();
  return status ? 3 : !terminal;
}

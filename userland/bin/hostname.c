/* hostname: the machine's name. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: hostname [-s] [NAME]\n"
  "Writes the machine's name (-s: up to the first dot), or sets it to NAME.\n";

int main(int argc, char **argv) {
  char name[256] = "";
  int dots = 1;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "s", NULL) != -1) dots = 0;
  if (optind < argc) {
    if (sethostname(argv[optind], strlen(argv[optind])) != 0) die(argv[optind]);
    return 0;
  }
  if (gethostname(name, sizeof name - 1) != 0) die("gethostname");
  if (!dots) name[strcspn(name, ".")] = 0;
  puts(name);
  return tool_finish();
}

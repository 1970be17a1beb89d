/* uname: which system this is. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "tool.h"

static const char usage[] =
  "usage: uname [-asnrvmo]\n"
  "Shows the kernel's name (-s, usual), the machine's name -n, the kernel's release -r and version -v, the processor -m,\n"
  "the operating system -o, or all of it -a.\n";

int main(int argc, char **argv) {
  static const char letters[] = "snrvmo";
  bool chosen[sizeof letters] = {false};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "asnrvmopi", NULL)) != -1;) {
    for (size_t i = 0; letters[i]; i++) chosen[i] |= option == 'a' || option == letters[i];
    if (option == 'p' || option == 'i') chosen[4] = true;
  }
  if (optind < argc) usage_error("%s: unexpected word", argv[optind]);
  if (!memchr(chosen, true, sizeof chosen)) chosen[0] = true;
  struct utsname names;
  if (uname(&names) != 0) die("uname");
  const char *values[] = {names.sysname, names.nodename, names.release, names.version, names.machine, "Linux"};
  const char *gap = "";
  for (size_t i = 0; letters[i]; i++) {
    if (!chosen[i]) continue;
    printf("%s%s", gap, values[i]);
    gap = " ";
  }
  putchar('\n');
  return tool_finish();
}

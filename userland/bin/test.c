/* test: evaluates a condition; as [ too, when it is called so. */
#include <stdio.h>
#include <string.h>

#include "tool.h"
#include "words.h"

static const char usage[] =
  "usage: test CONDITION\n"
  "       [ CONDITION ]\n"
  "Exit status 0 when the condition holds, 1 when it does not, 2 when it is wrong.\n"
  "  files    -e exists  -f file  -d directory  -h -L link  -p pipe  -S socket  -b -c device  -s not empty\n"
  "           -r -w -x permitted  -u -g -k mode bits  -O -G own  A -nt B newer  A -ot B older  A -ef B the same\n"
  "  texts    -n TEXT not empty  -z TEXT empty  A = B  A != B  A < B  A > B\n"
  "  numbers  A -eq -ne -lt -le -gt -ge B      -t FD is a terminal\n"
  "  together ! C  C -a C  C -o C  ( C )\n";

int main(int argc, char **argv) {
  static char bracket[] = "[";
  tool_begin(argv, usage);
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  if (strcmp(tool_name, "[") == 0) argv[0] = bracket;
  return test_words(argc, argv);
}

/* env: writes the environment, or runs a program in another one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: env [-i] [-u NAME]... [-C DIRECTORY] [NAME=VALUE]... [PROGRAM [ARG]...]\n"
  "Runs PROGRAM with these variables as well, or writes all variables.\n"
  "  -i  begin with none   -u NAME  without NAME   -C DIRECTORY  there\n"
  "Exit status: the program's; 125 after an error of env, 126 when it cannot be run, 127 when there is none.\n";

extern char **environ;

int main(int argc, char **argv) {
  static char *nothing[] = {NULL};
  tool_begin(argv, usage);
  tool_usage_status = 125;
  for (int option; (option = tool_option(argc, argv, "+iu:C:", NULL)) != -1;) {
    if (option == 'i') environ = nothing;
    else if (option == 'u') unsetenv(optarg);
    else if (chdir(optarg) != 0) fail(125, "%s: %s", optarg, strerror(errno));
  }
  if (optind < argc && strcmp(argv[optind], "-") == 0) {
    environ = nothing;
    optind++;
  }
  for (; optind < argc && strchr(argv[optind], '='); optind++) putenv(argv[optind]);
  if (optind < argc) {
    execvp(argv[optind], argv + optind);
    fail(errno == ENOENT ? 127 : 126, "%s: %s", argv[optind], strerror(errno));
  }
  for (char **variable = environ; *variable; variable++) puts(*variable);
  return tool_finish();
}

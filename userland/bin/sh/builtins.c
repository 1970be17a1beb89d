/* The table of builtins: see builtins.h. */
#include "builtins.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shell.h"

static const Builtin builtins[] = {
  {.name = ".", .run = builtin_dot, .usage = ". FILE [ARG]...: run the commands of FILE in this shell", .special = true},
  {.name = ":", .run = builtin_true, .usage = ": [ARG]...: do nothing", .special = true},
  {.name = "[", .run = builtin_test, .usage = "[ CONDITION ]: see test"},
  {.name = "alias", .run = builtin_alias, .usage = "alias [NAME[=TEXT]]...: replace NAME by TEXT where a command begins", .declares = true},
  {.name = "bg", .run = builtin_bg, .usage = "bg [%JOB]...: go on with stopped jobs in the background"},
  {.name = "break", .run = builtin_break, .usage = "break [N]: leave N loops", .special = true},
  {.name = "cd", .run = builtin_cd, .usage = "cd [-L|-P] [DIRECTORY | -]: change the working directory"},
  {.name = "command", .run = builtin_command, .usage = "command [-v|-V] NAME [ARG]...: run or describe a command that is no function"},
  {.name = "continue", .run = builtin_continue, .usage = "continue [N]: next turn of the Nth loop", .special = true},
  {.name = "echo", .run = builtin_echo, .usage = "echo [-neE] [WORD]...: write the words"},
  {.name = "eval", .run = builtin_eval, .usage = "eval [WORD]...: run the words as commands", .special = true},
  {.name = "exec", .run = builtin_exec, .usage = "exec [COMMAND [ARG]...]: replace the shell, or keep redirections", .special = true},
  {.name = "exit", .run = builtin_exit, .usage = "exit [STATUS]: end the shell", .special = true},
  {.name = "export", .run = builtin_export, .usage = "export [-p] [NAME[=VALUE]]...: give to programs", .special = true, .declares = true},
  {.name = "false", .run = builtin_false, .usage = "false: fail"},
  {.name = "fg", .run = builtin_fg, .usage = "fg [%JOB]: bring a job to the foreground"},
  {.name = "getopts", .run = builtin_getopts, .usage = "getopts LETTERS NAME [ARG]...: the next option into NAME and OPTARG"},
  {.name = "hash", .run = builtin_hash, .usage = "hash [-r] [NAME]...: where programs were found; -r forgets"},
  {.name = "help", .run = builtin_help, .usage = "help [NAME]...: list the builtins"},
  {.name = "history", .run = builtin_history, .usage = "history [-c] [N]: the last N lines that were typed; -c forgets"},
  {.name = "jobs", .run = builtin_jobs, .usage = "jobs [-lp] [%JOB]...: list the jobs; -l with all pids, -p only pids"},
  {.name = "kill", .run = builtin_kill, .usage = "kill [-s SIGNAL | -SIGNAL] PID|%JOB... | kill -l [STATUS]: send a signal"},
  {.name = "let", .run = builtin_let, .usage = "let EXPRESSION...: calculate; fails when the last is 0"},
  {.name = "local", .run = builtin_local, .usage = "local [NAME[=VALUE]]...: variables of this function", .declares = true},
  {.name = "printf", .run = builtin_printf, .usage = "printf FORMAT [WORD]...: write words in a format"},
  {.name = "pwd", .run = builtin_pwd, .usage = "pwd [-L|-P]: write the working directory"},
  {.name = "read", .run = builtin_read, .usage = "read [-r] [-p PROMPT] [-t SECONDS] [NAME]...: read a line into variables"},
  {.name = "readonly", .run = builtin_readonly, .usage = "readonly [-p] [NAME[=VALUE]]...: fix values", .special = true, .declares = true},
  {.name = "return", .run = builtin_return, .usage = "return [STATUS]: leave a function or dot script", .special = true},
  {.name = "set", .run = builtin_set, .usage = "set [-aefmnuvxC] [-o NAME] [--] [ARG]...: options and parameters", .special = true},
  {.name = "shift", .run = builtin_shift, .usage = "shift [N]: drop the first N parameters", .special = true},
  {.name = "source", .run = builtin_dot, .usage = "source FILE [ARG]...: see .", .special = true},
  {.name = "test", .run = builtin_test, .usage = "test CONDITION: files (-e -f -d ...), texts (= != -n -z), numbers (-eq ...), ! -a -o ( )"},
  {.name = "times", .run = builtin_times, .usage = "times: CPU time of the shell and of its children", .special = true},
  {.name = "trap", .run = builtin_trap, .usage = "trap [-l] [COMMANDS | -] [SIGNAL | EXIT]...: what to do at a signal", .special = true},
  {.name = "true", .run = builtin_true, .usage = "true: succeed"},
  {.name = "type", .run = builtin_type, .usage = "type NAME...: what a command is"},
  {.name = "ulimit", .run = builtin_ulimit, .usage = "ulimit [-HSa] [-cdflmnstuv] [LIMIT]: limits of the shell and its children"},
  {.name = "umask", .run = builtin_umask, .usage = "umask [-S] [MODE]: permissions that new files do not get"},
  {.name = "unalias", .run = builtin_unalias, .usage = "unalias [-a] [NAME]...: forget aliases"},
  {.name = "unset", .run = builtin_unset, .usage = "unset [-fv] NAME...: forget variables or functions", .special = true},
  {.name = "wait", .run = builtin_wait, .usage = "wait [PID | %JOB]...: wait for jobs in the background"},
};

enum { BUILTINS = sizeof builtins / sizeof *builtins };

const Builtin *builtin_find(const char *name) {
  size_t low = 0, high = BUILTINS;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(name, builtins[middle].name);
    if (order == 0) return &builtins[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

const Builtin *builtins_all(size_t *count) {
  *count = BUILTINS;
  return builtins;
}

int builtin_misuse(const char *name, const char *format, ...) {
  char text[300];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  shell_message("%s: %s", name, text);
  const Builtin *builtin = builtin_find(name);
  if (builtin && builtin->special && !shell.interactive) shell_abort_silently(2);
  return 2;
}

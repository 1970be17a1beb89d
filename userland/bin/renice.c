/* renice: changes the nice value of processes that run already. */
#define _GNU_SOURCE
#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: renice [-n] NICE [-p] PID... | -g GROUP... | -u USER...\n"
    "Set the nice value (-20 to 19; lower gets more of the CPU) of processes, process groups or all processes of a user.\n"
    "  -n, --priority N  the new value; --relative N: added to the present one\n"
    "  -p, --pid   -g, --pgrp   -u, --user   what the following numbers are\n"
    "example: renice 10 -p 7 8\n";

typedef struct {
  const char *word;
  int which; /* PRIO_PROCESS, PRIO_PGRP, PRIO_USER */
} Kind;

static const Kind process_kind = {"process ID", PRIO_PROCESS};
static const Kind group_kind = {"process group ID", PRIO_PGRP};
static const Kind user_kind = {"user ID", PRIO_USER};

static bool find_target(const char *word, const Kind *kind, id_t *target) {
  uint64_t number;
  const struct passwd *user = kind == &user_kind ? getpwnam(word) : NULL;
  if (user != NULL) *target = user->pw_uid;
  else if (parse_unsigned(word, &number) && number <= INT32_MAX) *target = (id_t)number;
  else return false;
  return true;
}

static void change(const char *word, const Kind *kind, int value, bool relative) {
  id_t target;
  if (!find_target(word, kind, &target)) {
    complain_text("bad %s: %s", kind->word, word);
    return;
  }
  errno = 0;
  int old = getpriority((unsigned)kind->which, target);
  if (errno != 0 || setpriority((unsigned)kind->which, target, relative ? old + value : value) != 0) {
    complain(word);
    return;
  }
  printf("%u (%s) old priority %d, new priority %d\n", target, kind->word, old, getpriority((unsigned)kind->which, target));
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"priority", required_argument, NULL, 'n'}, {"relative", required_argument, NULL, 'r'},
                                        {"pid", no_argument, NULL, 'p'}, {"pgrp", no_argument, NULL, 'g'},
                                        {"user", no_argument, NULL, 'u'}, {NULL, 0, NULL, 0}};
  const Kind *kind = &process_kind;
  bool relative = false;
  bool changed = false;
  const char *number = NULL;
  int64_t value = 0;
  tool_begin(argv, usage);
  if (argc > 1 && parse_integer(argv[1], &value)) {
    number = argv[1];
    optind = 2;
  }
  while (optind < argc || number == NULL) {
    int option = tool_option(argc, argv, "+n:pgu", longs);
    if (option == 'n' || option == 'r') {
      number = optarg;
      relative = option == 'r';
    } else if (option == 'p') kind = &process_kind;
    else if (option == 'g') kind = &group_kind;
    else if (option == 'u') kind = &user_kind;
    else if (optind == argc) break;
    else if (number == NULL) number = argv[optind++];
    else {
      if (!parse_integer(number, &value) || value > 100 || value < -100) usage_error("not a nice value: %s", number);
      change(argv[optind++], kind, (int)value, relative);
      changed = true;
    }
  }
  if (!changed) usage_error("a nice value and a process id are needed");
  return tool_finish();
}

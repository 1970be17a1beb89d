/* chrt: shows and sets the scheduling class of a process. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: chrt [-f|-r|-o|-b|-i] [-R] [-T NS] PRIORITY PROGRAM [ARGUMENT]...\n"
    "       chrt [-f|-r|-o|-b|-i] [-R] [-T NS] -p [PRIORITY] PID\n"
    "Run a program in a scheduling class, or show or change that of a running process. PRIORITY is 1 to 99 for -f and -r, else 0.\n"
    "  -f, --fifo           SCHED_FIFO: real-time, runs until it waits\n"
    "  -r, --rr             SCHED_RR: real-time, in turns of 100 ms; the default\n"
    "  -o, --other          SCHED_OTHER: ordinary\n"
    "  -b, --batch          SCHED_BATCH: ordinary, takes no core when it wakes\n"
    "  -i, --idle           SCHED_IDLE: when nothing else is to do\n"
    "  -R, --reset-on-fork  children begin as ordinary processes\n"
    "  -T, --sched-runtime  how long its bursts are, in nanoseconds: the policy sjf goes by it\n"
    "  -p, --pid            work on a running process\n"
    "example: chrt -f 50 spin 100; chrt -p 7\n";

enum { STATUS_CANNOT_RUN = 126, STATUS_NOT_FOUND = 127, RESET_ON_FORK = 1 };

/* The C library has no wrappers that work. */
struct attributes {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

static const struct {
  char letter;
  uint32_t policy;
  const char *name;
} classes[] = {{'o', 0, "SCHED_OTHER"}, {'f', 1, "SCHED_FIFO"}, {'r', 2, "SCHED_RR"}, {'b', 3, "SCHED_BATCH"}, {'i', 5, "SCHED_IDLE"}};

enum { CLASSES = sizeof classes / sizeof classes[0] };

static const char *class_name(uint32_t policy) {
  for (size_t i = 0; i < CLASSES; i++)
    if (classes[i].policy == policy) return classes[i].name;
  return "unknown";
}

static uint64_t must_number(const char *text, uint64_t most, const char *what) {
  uint64_t value;
  if (!parse_unsigned(text, &value) || value > most) usage_error("not a %s: %s", what, text);
  return value;
}

static void show(pid_t pid, const char *when) {
  struct attributes now;
  if (syscall(SYS_sched_getattr, pid, &now, sizeof now, 0) != 0) fail(1, "cannot read the scheduling class of pid %d: %m", pid);
  const char *reset = (now.flags & RESET_ON_FORK) != 0 ? "|SCHED_RESET_ON_FORK" : "";
  printf("pid %d's %s scheduling policy: %s%s\n", pid, when, class_name(now.policy), reset);
  printf("pid %d's %s scheduling priority: %u\n", pid, when, now.priority);
  if (now.runtime != 0) printf("pid %d's %s runtime parameter: %llu\n", pid, when, (unsigned long long)now.runtime);
}

static void set(pid_t pid, struct attributes *wanted, const char *priority) {
  struct attributes now;
  wanted->priority = (uint32_t)must_number(priority, 99, "priority");
  if (syscall(SYS_sched_getattr, pid, &now, sizeof now, 0) == 0) wanted->nice = now.nice;
  if (syscall(SYS_sched_setattr, pid, wanted, 0) == 0) return;
  if (errno == EINVAL) fail(1, "%s takes no priority %s", class_name(wanted->policy), priority);
  fail(1, "cannot set the scheduling class of pid %d: %m", pid == 0 ? getpid() : pid);
}

static int on_process(char **words, int count, struct attributes *wanted) {
  if (count < 1 || count > 2) usage_error("-p needs a process id");
  pid_t pid = (pid_t)must_number(words[count - 1], INT32_MAX, "process id");
  show(pid, "current");
  if (count == 2) {
    set(pid, wanted, words[0]);
    show(pid, "new");
  }
  return tool_finish();
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"fifo", no_argument, NULL, 'f'},          {"rr", no_argument, NULL, 'r'},
                                        {"other", no_argument, NULL, 'o'},         {"batch", no_argument, NULL, 'b'},
                                        {"idle", no_argument, NULL, 'i'},          {"pid", no_argument, NULL, 'p'},
                                        {"reset-on-fork", no_argument, NULL, 'R'}, {"sched-runtime", required_argument, NULL, 'T'},
                                        {NULL, 0, NULL, 0}};
  struct attributes wanted = {.size = sizeof wanted, .policy = SCHED_RR};
  bool process = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+frobipRT:", longs)) != -1;) {
    if (option == 'p') process = true;
    else if (option == 'R') wanted.flags = RESET_ON_FORK;
    else if (option == 'T') wanted.runtime = must_number(optarg, INT64_MAX, "number of nanoseconds");
    for (size_t i = 0; i < CLASSES; i++)
      if (classes[i].letter == option) wanted.policy = classes[i].policy;
  }
  if (process) return on_process(argv + optind, argc - optind, &wanted);
  if (argc - optind < 2) usage_error("a priority and a program are needed");
  set(0, &wanted, argv[optind]);
  execvp(argv[optind + 1], argv + optind + 1);
  int status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
  complain(argv[optind + 1]);
  return status;
}

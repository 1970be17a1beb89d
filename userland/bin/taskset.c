/* taskset: shows and sets which CPUs a process may run on. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "cpu-list.h"
#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: taskset [-c] MASK PROGRAM [ARGUMENT]...\n"
    "       taskset [-c] -p [MASK] PID\n"
    "Run a program on the given CPUs only, or show or change those of a running process. MASK is hexadecimal: 1 is CPU 0, 3 is CPUs 0 "
    "and 1.\n"
    "  -c, --cpu-list  MASK is a list such as 0,2-3\n"
    "  -p, --pid       work on a running process\n"
    "example: taskset -c 1 spin 100; taskset -pc 0 7\n";

enum { SET_TEXT = 2048, STATUS_CANNOT_RUN = 126, STATUS_NOT_FOUND = 127 };

static void must_parse(const char *text, bool list, cpu_set_t *set) {
  if (!(list ? cpu_list_parse(text, set) : cpu_mask_parse(text, set))) usage_error("not a CPU %s: %s", list ? "list" : "mask", text);
}

static void show(pid_t pid, const char *when, bool list) {
  cpu_set_t set;
  char text[SET_TEXT];
  if (sched_getaffinity(pid, sizeof set, &set) != 0) fail(1, "cannot read the affinity of pid %d: %m", pid);
  if (list) cpu_list_format(&set, text, sizeof text);
  else cpu_mask_format(&set, text, sizeof text);
  printf("pid %d's %s affinity %s: %s\n", pid, when, list ? "list" : "mask", text);
}

static int on_process(char **words, int count, bool list) {
  uint64_t pid;
  if (count < 1 || count > 2) usage_error("-p needs a process id");
  if (!parse_unsigned(words[count - 1], &pid) || pid > INT32_MAX) usage_error("not a process id: %s", words[count - 1]);
  show((pid_t)pid, "current", list);
  if (count == 2) {
    cpu_set_t set;
    must_parse(words[0], list, &set);
    if (sched_setaffinity((pid_t)pid, sizeof set, &set) != 0) fail(1, "cannot set the affinity of pid %d: %m", (int)pid);
    show((pid_t)pid, "new", list);
  }
  return tool_finish();
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"cpu-list", no_argument, NULL, 'c'}, {"pid", no_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};
  bool list = false;
  bool process = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+cp", longs)) != -1;) {
    if (option == 'c') list = true;
    else process = true;
  }
  if (process) return on_process(argv + optind, argc - optind, list);
  if (argc - optind < 2) usage_error("CPUs and a program are needed");
  cpu_set_t set;
  must_parse(argv[optind], list, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) die("cannot set the affinity");
  execvp(argv[optind + 1], argv + optind + 1);
  int status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
  complain(argv[optind + 1]);
  return status;
}

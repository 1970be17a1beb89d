/* nproc: how many CPUs this process may use. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: nproc [--all] [--ignore=N]\n"
    "Print the number of CPUs that the process may run on.\n"
    "  --all       of all CPUs that are installed\n"
    "  --ignore=N  N fewer, but at least 1\n"
    "example: nproc\n";

int main(int argc, char **argv) {
  static const struct option longs[] = {{"all", no_argument, NULL, 'a'}, {"ignore", required_argument, NULL, 'i'}, {NULL, 0, NULL, 0}};
  bool all = false;
  uint64_t ignored = 0;
  cpu_set_t allowed;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "", longs)) != -1;) {
    if (option == 'a') all = true;
    else if (!parse_unsigned(optarg, &ignored)) usage_error("not a number: %s", optarg);
  }
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  long count = 0;
  if (all) count = sysconf(_SC_NPROCESSORS_CONF);
  else if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) count = CPU_COUNT(&allowed);
  else die("affinity");
  printf("%ld\n", (uint64_t)count > ignored ? count - (long)ignored : 1);
  return tool_finish();
}

/* forktree: each process makes two children, down to a depth. Shows parents and children, and pids. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: forktree [-s SECONDS] [DEPTH]\n"
    "Fork a binary tree of processes DEPTH levels deep (3 unless told) and count them when all have ended: each adds one to a counter in\n"
    "shared memory and waits for its children.\n"
    "  -s, --sleep SECONDS  the leaves sleep, so that the tree can be looked at\n"
    "concept: fork and wait; a program is one file, processes are many\n"
    "example: forktree -s 5 3 & ps -H; ps axf\n";

enum { MOST_DEPTH = 12, DEFAULT_DEPTH = 3 };

static atomic_int *born;
static unsigned sleep_s;

static int make_children(int depth) {
  int failures = 0;
  fflush(stdout);
  for (int child = 0; child < 2; child++) {
    pid_t pid = fork();
    if (pid < 0) failures++;
    if (pid != 0) continue;
    atomic_fetch_add(born, 1);
    if (depth > 1) _exit(make_children(depth - 1));
    if (sleep_s > 0) sleep(sleep_s);
    _exit(0);
  }
  for (int status; wait(&status) > 0;) failures += WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  return failures;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"sleep", required_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
  uint64_t depth = DEFAULT_DEPTH;
  uint64_t seconds = 0;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "s:", longs)) != -1;) {
    if (!parse_unsigned(optarg, &seconds) || seconds > 100000) usage_error("not a number of seconds: %s", optarg);
  }
  if (optind < argc && (!parse_unsigned(argv[optind], &depth) || depth > MOST_DEPTH))
    usage_error("not a depth (0 to %d): %s", MOST_DEPTH, argv[optind]);
  sleep_s = (unsigned)seconds;
  born = mmap(NULL, sizeof *born, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (born == MAP_FAILED) die("memory");
  atomic_store(born, 1);
  int failures = depth > 0 ? make_children((int)depth) : 0;
  printf("forktree: depth %lu, %d processes, %d forks failed\n", depth, atomic_load(born), failures);
  return tool_finish();
}

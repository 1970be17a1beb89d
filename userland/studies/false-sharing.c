/* false-sharing: two processes on two cores count in one cache line, or in two. Shows what coherence costs. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: false-sharing [DISTANCE [ADDS]]\n"
    "Two processes, pinned to cores 0 and 1, add to counters DISTANCE bytes apart (8 unless told) in shared memory, ADDS (200000) times each.\n"
    "Prints add: the cycles of one addition on core 0.\n"
    "concept: cache coherence, false sharing\n"
    "example: false-sharing 8; false-sharing 64\n";

static void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) die("sched_setaffinity");
}

static void count(volatile uint64_t *counter, uint64_t adds) {
  for (uint64_t done = 0; done < adds; done++) *counter += 1;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t distance = operand(argc, argv, 0, 8, 8, 2048);
  uint64_t adds = operand(argc, argv, 1, 200000, 1, 100000000);
  char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) die("mmap");
  volatile uint64_t *ready = (volatile uint64_t *)(void *)(shared + 4032);
  pid_t child = fork();
  if (child < 0) die("fork");
  pin(child == 0 ? 1 : 0);
  if (child == 0) {
    *ready = 1;
    count((volatile uint64_t *)(void *)(shared + distance), 2 * adds);
    _exit(0);
  }
  while (*ready == 0) sched_yield();
  uint64_t begun = cycles();
  count((volatile uint64_t *)(void *)shared, adds);
  figure("add", (double)(cycles() - begun) / (double)adds);
  waitpid(child, NULL, 0);
  return tool_finish();
}

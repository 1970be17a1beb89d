/* wander: a process walks its memory and moves to the other core now and then, or stays. Shows what affinity is worth. */
#define _GNU_SOURCE
#include <sched.h>
#include <string.h>

#include "cycles.h"

static const char usage[] =
    "usage: wander [EVERY [BYTES [PASSES]]]\n"
    "Walk through BYTES (16K unless told) PASSES (64) times and move to the other of cores 0 and 1 before each EVERY-th pass (0: never).\n"
    "Prints access: cycles of one access.\n"
    "concept: affinity, cold caches after a migration\n"
    "example: wander 1; wander 0\n";

enum { LINE_BYTES = 64 };

static void move_to(unsigned core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) die("sched_setaffinity");
}

static uint64_t pass(volatile char *memory, uint64_t bytes) {
  uint64_t begun = cycles();
  for (uint64_t at = 0; at < bytes; at += LINE_BYTES) memory[at] += 1;
  return cycles() - begun;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t every = operand(argc, argv, 0, 0, 0, 1000000);
  uint64_t bytes = operand(argc, argv, 1, 16384, LINE_BYTES, 16 << 20);
  uint64_t passes = operand(argc, argv, 2, 64, 1, 1000000);
  unsigned core = 0;
  uint64_t used = 0;
  char *memory = must_allocate(bytes);
  memset(memory, 1, bytes);
  move_to(core);
  pass(memory, bytes);
  for (uint64_t turn = 1; turn <= passes; turn++) {
    if (every != 0 && turn % every == 0) move_to(core ^= 1);
    used += pass(memory, bytes);
  }
  figure("access", (double)used / (double)(passes * (bytes / LINE_BYTES)));
  return tool_finish();
}

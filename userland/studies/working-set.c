/* working-set: one or two processes on one core walk through arrays of their own. Shows what a switch costs afterwards. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: working-set [BYTES [STRIDE [TASKS [read|write [TURNS]]]]]\n"
    "TASKS (1 or 2; 2 unless told) processes go through BYTES (64K) each, every STRIDE (64) bytes, and give the core away after each pass,\n"
    "TURNS (40) times. Prints access: the cycles of one access, the switches not counted.\n"
    "concept: the indirect cost of a context switch (Li, Ding, Shen 2007)\n"
    "example: working-set 128K 64 2 write\n";

static uint64_t pass(volatile char *memory, uint64_t bytes, uint64_t stride, bool writes) {
  uint64_t begun = cycles();
  if (writes)
    for (uint64_t at = 0; at < bytes; at += stride) memory[at] = 1;
  else
    for (uint64_t at = 0; at < bytes; at += stride) (void)memory[at];
  return cycles() - begun;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t bytes = operand(argc, argv, 0, 65536, 64, 16 << 20);
  uint64_t stride = operand(argc, argv, 1, 64, 1, 65536);
  uint64_t tasks = operand(argc, argv, 2, 2, 1, 2);
  bool writes = optind + 3 < argc && strcmp(argv[optind + 3], "write") == 0;
  uint64_t turns = operand(argc, argv, 4, 40, 1, 1000000);
  char *memory = must_allocate(bytes);
  pid_t other = tasks == 2 ? fork() : 0;
  if (other < 0) die("fork");
  memset(memory, 1, bytes);
  if (tasks == 2 && other == 0) {
    for (;;) {
      pass(memory, bytes, stride, writes);
      sched_yield();
    }
  }
  uint64_t used = 0;
  for (uint64_t turn = 0; turn < turns + 2; turn++) {
    uint64_t now = pass(memory, bytes, stride, writes);
    if (turn >= 2) used += now;
    sched_yield();
  }
  if (other > 0) kill(other, SIGKILL);
  figure("access", (double)used / (double)(turns * ((bytes + stride - 1) / stride)));
  return tool_finish();
}

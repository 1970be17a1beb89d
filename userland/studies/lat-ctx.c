/* lat-ctx: a token goes round a ring of processes, each of which touches its own memory. lmbench's way to measure a context switch. */
#include <stdlib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: lat-ctx [PROCESSES [BYTES [ROUNDS]]]\n"
    "Pass a token ROUNDS times (50 unless told) round a ring of PROCESSES (2), each of which sums BYTES (0) of its own each time, and print\n"
    "cycles: one switch, with what it does to the caches, without the pipes' and the sums' own cost.\n"
    "concept: direct and indirect cost of a context switch\n"
    "example: taskset -c 0 lat-ctx 8 64K\n";

enum { MOST_PROCESSES = 64 };

static uint64_t words;
static uint64_t *memory;

static void touch(void) {
  uint64_t sum = 0;
  for (uint64_t index = 0; index < words; index++) sum += ((volatile uint64_t *)memory)[index];
  __asm__ volatile("" : : "r"(sum));
}

static void pass(int from, int to) {
  char token = 't';
  if (read(from, &token, 1) != 1) _exit(0);
  touch();
  if (write(to, &token, 1) != 1) _exit(0);
}

static void claim(void) {
  memory = must_allocate(words * 8 + 8);
  for (uint64_t index = 0; index < words; index++) memory[index] = index;
}

/** The same work without other processes: through one pipe, as many rounds. */
static double alone(uint64_t rounds) {
  int own[2];
  char token = 't';
  if (pipe(own) != 0 || write(own[1], &token, 1) != 1) die("pipe");
  for (int warm = 0; warm < 2; warm++) pass(own[0], own[1]);
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) pass(own[0], own[1]);
  return (double)(cycles() - begun) / (double)rounds;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t count = operand(argc, argv, 0, 2, 2, MOST_PROCESSES);
  words = operand(argc, argv, 1, 0, 0, 16 << 20) / 8;
  uint64_t rounds = operand(argc, argv, 2, 50, 1, 1000000);
  int pipes[MOST_PROCESSES][2];
  pid_t children[MOST_PROCESSES];
  char token = 't';
  claim();
  double own = alone(rounds);
  for (uint64_t index = 0; index < count; index++)
    if (pipe(pipes[index]) != 0) die("pipe");
  for (uint64_t index = 1; index < count; index++) {
    children[index] = fork();
    if (children[index] < 0) die("fork");
    if (children[index] == 0) {
      claim();
      for (;;) pass(pipes[index - 1][0], pipes[index][1]);
    }
  }
  int from = pipes[count - 1][0], to = pipes[0][1];
  if (write(to, &token, 1) != 1) die("write");
  for (int warm = 0; warm < 2; warm++) pass(from, to);
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) pass(from, to);
  double each = (double)(cycles() - begun) / (double)(rounds * count);
  for (uint64_t index = 1; index < count; index++) kill(children[index], SIGKILL);
  figure("cycles", each - own);
  return tool_finish();
}

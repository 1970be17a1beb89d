/* lat-switch: the cycles of a system call and of a context switch, both with their ways in and out. */
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: lat-switch [ROUNDS [processes|threads]]\n"
    "Call getppid ROUNDS times (1000 unless told), then pass a byte to a child process (or to a thread) and back as often, and print cycles:\n"
    "call (one getppid), pass (one way: write, switch, read) and switch (pass less a write and a read that do not wait).\n"
    "concept: mode switch against context switch\n"
    "example: taskset -c 0 lat-switch\n";

static void must_move(int from, int to, char *ball) {
  if (write(to, ball, 1) != 1 || read(from, ball, 1) != 1) die("pipe");
}

static int there[2], back[2];

static void *partner(void *unused) {
  char ball;
  while (read(there[0], &ball, 1) == 1 && write(back[1], &ball, 1) == 1) continue;
  return unused;
}

static void start_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, partner, NULL) != 0) die("pthread_create");
}

static void start_process(void) {
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child > 0) return;
  close(there[1]);
  partner(NULL);
  _exit(0);
}

static double pass_cycles(uint64_t rounds, bool threads) {
  char ball = 'b';
  if (pipe(there) != 0 || pipe(back) != 0) die("pipe");
  if (threads) start_thread();
  else start_process();
  for (int warm = 0; warm < 4; warm++) must_move(back[0], there[1], &ball);
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) must_move(back[0], there[1], &ball);
  uint64_t ended = cycles();
  close(there[1]);
  return (double)(ended - begun) / (double)rounds / 2;
}

/** A write and a read of one byte without a switch. */
static double copy_cycles(uint64_t rounds) {
  int own[2];
  char ball = 'b';
  if (pipe(own) != 0) die("pipe");
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) must_move(own[0], own[1], &ball);
  return (double)(cycles() - begun) / (double)rounds;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t rounds = operand(argc, argv, 0, 1000, 1, 1000000);
  bool threads = optind + 1 < argc && strcmp(argv[optind + 1], "threads") == 0;
  syscall(SYS_getppid);
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) syscall(SYS_getppid);
  double call = (double)(cycles() - begun) / (double)rounds;
  double pass = pass_cycles(rounds, threads);
  figure("call", call);
  figure("pass", pass);
  figure("switch", pass - copy_cycles(rounds));
  return tool_finish();
}

/* pingpong: a parent and a child wake each other through two pipes. Shows a mode switch beside a context switch. */
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: pingpong [ROUNDS]\n"
    "Make ROUNDS (1000 unless told) system calls that do nothing, then send a byte to a child and back as many times, and print the "
    "time of\n"
    "each. The first enters and leaves the kernel; the second also puts the process off its core and another on.\n"
    "concept: kernel mode switch against context switch; voluntary switches\n"
    "example: taskset -c 0 pingpong 500\n";

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static _Noreturn void answer(int from, int to) {
  char ball;
  while (read(from, &ball, 1) == 1 && write(to, &ball, 1) == 1) continue;
  _exit(0);
}

int main(int argc, char **argv) {
  uint64_t rounds = 1000;
  int there[2], back[2];
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind < argc && (!parse_unsigned(argv[optind], &rounds) || rounds == 0)) usage_error("not a number of rounds: %s", argv[optind]);
  if (pipe(there) != 0 || pipe(back) != 0) die("pipe");
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    answer(there[0], back[1]);
  }
  close(there[0]);
  close(back[1]);
  double begun = now_ns();
  for (uint64_t round = 0; round < rounds; round++) syscall(SYS_getppid);
  double call_ns = (now_ns() - begun) / (double)rounds;
  begun = now_ns();
  for (uint64_t round = 0; round < rounds; round++) {
    char ball = 'b';
    if (write(there[1], &ball, 1) != 1 || read(back[0], &ball, 1) != 1) die("pipe");
  }
  double trip_ns = (now_ns() - begun) / (double)rounds;
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  close(there[1]);
  waitpid(child, NULL, 0);
  printf("pingpong: %lu rounds: system call %.0f ns, there and back %.0f ns, %ld voluntary and %ld involuntary switches\n", rounds, call_ns,
         trip_ns, use.ru_nvcsw, use.ru_nivcsw);
  return tool_finish();
}

/* Floating-point registers survive system calls, switches between processes and signal handlers, but no execve. */
#define _GNU_SOURCE
#include <fenv.h>
#include <sched.h>
#include <sys/time.h>

#include "show.h"

static volatile int interrupted;

static void disturb(int number) {
  (void)number;
  volatile double noise = 1;
  for (int step = 0; step < 50; step++) noise = noise * 1.5 + step;
  interrupted++;
}

/** Keeps eight sums in registers while others run. */
static double compute(double seed) {
  double a = seed, b = seed * 2, c = seed * 3, d = seed * 4, e = seed * 5, f = seed * 6, g = seed * 7, h = seed * 8;
  for (int step = 0; step < 300000; step++) {
    a = a * 0.5 + 1;
    b = b * 0.25 + a;
    c = c * 0.125 + b;
    d = d * 0.5 + c;
    e = e * 0.25 + d;
    f = f * 0.125 + e;
    g = g * 0.5 + f;
    h = h * 0.25 + g;
    if (step % 10000 == 0) sched_yield();
  }
  return a + b + c + d + e + f + g + h;
}

static void stay_on_core(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  sched_setaffinity(0, sizeof set, &set);
}

/** Two registers that no C code here uses, changed by everybody who takes turns. */
static void put(unsigned long value) {
  __asm__ volatile("fmv.d.x fs10, %0\n fmv.d.x fs11, %0" : : "r"(value) : "fs10", "fs11");
}

static unsigned long look(void) {
  unsigned long one, other;
  __asm__ volatile("fmv.x.d %0, fs10\n fmv.x.d %1, fs11" : "=r"(one), "=r"(other));
  return one | other;
}

/** A new program finds registers that are blank, also after others had the core. */
static int new_program(void) {
  for (int turn = 0; turn < 20; turn++) sched_yield();
  return look() != 0;
}

static void over_execve(const char *self) {
  int status;
  stay_on_core();
  pid_t neighbour = fork();
  if (neighbour == 0)
    for (;; sched_yield()) put(0x1111);
  if (fork() == 0) {
    for (int turn = 0; turn < 20; turn++, sched_yield()) put(0x2222);
    execl(self, self, "new", (char *)NULL);
    // qemu-user alone starts no programs of its own kind.
    _exit(errno == ENOEXEC ? 0 : 1);
  }
  wait(&status);
  kill(neighbour, SIGKILL);
  wait(NULL);
  printf("after execve: %s\n", status == 0 ? "blank" : "NOT BLANK");
}

int main(int argc, char **argv) {
  if (argc > 1) return new_program();
  double expected[4];
  int failures = 0;
  for (int seed = 0; seed < 4; seed++) expected[seed] = compute(seed + 1);
  for (int seed = 0; seed < 4; seed++) {
    if (fork() == 0) _exit(compute(seed + 1) == expected[seed] ? 0 : 1);
  }
  for (int status; wait(&status) > 0;) failures += status != 0;
  printf("processes side by side: %d wrong\n", failures);
  signal(SIGALRM, disturb);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 2000}, {0, 2000}}, NULL);
  failures = 0;
  while (interrupted < 5) failures += compute(2) != expected[1];
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
  printf("with signals: %d wrong\n", failures);
  printf("%.17g\n", expected[0]);
  over_execve(argv[0]);
  return 0;
}

/* Floating-point registers survive system calls, switches between processes and signal handlers. */
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

int main(void) {
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
  return 0;
}

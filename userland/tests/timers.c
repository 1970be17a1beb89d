/* alarm and setitimer: one shot, repeating, what is left, and CPU time. */
#define _GNU_SOURCE
#include <sys/time.h>

#include "show.h"

static volatile int ticks;

static void tick(int number) {
  (void)number;
  ticks++;
}

static void burn(int until) {
  volatile unsigned long work = 0;
  while (ticks < until) work++;
}

int main(void) {
  struct itimerval timer = {{0, 20000}, {0, 20000}};
  struct itimerval none = {{0, 0}, {0, 0}};
  struct itimerval now;
  signal(SIGALRM, tick);
  signal(SIGVTALRM, tick);
  signal(SIGPROF, tick);
  SHOW(alarm(100));
  SHOW(alarm(50));
  unsigned left = alarm(0);
  CHECK(left == 49 || left == 50);
  SHOW(alarm(0));
  SHOW(setitimer(ITIMER_REAL, &timer, NULL));
  while (ticks < 5) pause();
  printf("ticks of ITIMER_REAL: %d\n", ticks);
  SHOW(getitimer(ITIMER_REAL, &now));
  CHECK(now.it_interval.tv_usec == 20000 && now.it_value.tv_usec <= 20000);
  SHOW(setitimer(ITIMER_REAL, &none, &now));
  CHECK(now.it_interval.tv_usec == 20000);
  ticks = 0;
  usleep(60000);
  printf("ticks when it is off: %d\n", ticks);
  SHOW(setitimer(ITIMER_VIRTUAL, &timer, NULL));
  burn(3);
  SHOW(setitimer(ITIMER_VIRTUAL, &none, NULL));
  printf("ITIMER_VIRTUAL ticked\n");
  ticks = 0;
  SHOW(setitimer(ITIMER_PROF, &timer, NULL));
  burn(2);
  SHOW(setitimer(ITIMER_PROF, &none, NULL));
  printf("ITIMER_PROF ticked\n");
  timer.it_value.tv_usec = 1000000;
  SHOW(setitimer(ITIMER_REAL, &timer, NULL));
  SHOW(setitimer(9, &none, NULL));
  SHOW(getitimer(9, &now));
  return 0;
}

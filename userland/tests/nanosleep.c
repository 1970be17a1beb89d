/* Sleeping: at least as long as asked for, interrupted with the rest, until a point in time. */
#define _GNU_SOURCE
#include <sys/time.h>
#include <time.h>

#include "show.h"

static void note(int number) {
  (void)number;
}

static double now_s(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void) {
  struct timespec rest = {99, 99};
  double begun = now_s(CLOCK_MONOTONIC);
  SHOW(nanosleep(&(struct timespec){0, 50000000}, &rest));
  CHECK(now_s(CLOCK_MONOTONIC) - begun >= 0.05);
  CHECK(rest.tv_sec == 99);
  signal(SIGALRM, note);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 100000}}, NULL);
  SHOW(nanosleep(&(struct timespec){10, 0}, &rest));
  CHECK(rest.tv_sec == 9 && rest.tv_nsec > 0);
  SHOW(nanosleep(&(struct timespec){0, 1000000000}, NULL));
  SHOW(nanosleep(&(struct timespec){-1, 0}, NULL));
  SHOW(nanosleep(&(struct timespec){0, 0}, NULL));
  struct timespec until = {0, 1};
  SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += 30000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
  CHECK(now_s(CLOCK_MONOTONIC) >= (double)until.tv_sec + (double)until.tv_nsec / 1e9);
  printf("clock_nanosleep of no clock: %s\n", error_name(clock_nanosleep(77, 0, &until, NULL)));
  return 0;
}

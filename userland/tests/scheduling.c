/* Nice values, affinity and yielding. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/resource.h>

#include "show.h"

static void unprivileged(void) {
  SHOW(setuid(1000));
  SHOW(nice(3));
  SHOW(setpriority(PRIO_PROCESS, 0, 2));
  SHOW(setpriority(PRIO_PROCESS, 1, 10));
  SHOW(getpriority(PRIO_PROCESS, 0));
}

static void nicer(void) {
  setpriority(PRIO_PROCESS, 0, 7);
  if (fork() == 0) {
    printf("inherited nice value %d\n", getpriority(PRIO_PROCESS, 0));
    _exit(0);
  }
  wait(NULL);
}

int main(void) {
  cpu_set_t allowed, one, now;
  SHOW(setpriority(PRIO_PROCESS, 0, 5));
  SHOW(getpriority(PRIO_PROCESS, 0));
  SHOW(setpriority(PRIO_PROCESS, 0, 100));
  SHOW(getpriority(PRIO_PROCESS, 0));
  SHOW(setpriority(PRIO_PROCESS, 0, -100));
  SHOW(getpriority(PRIO_PROCESS, getpid()));
  SHOW(setpriority(PRIO_PROCESS, 0, 0));
  in_child("nicer", nicer);
  in_child("without privileges", unprivileged);
  SHOW(sched_getaffinity(0, sizeof allowed, &allowed));
  CHECK(CPU_COUNT(&allowed) >= 1);
  int first = 0;
  while (!CPU_ISSET(first, &allowed)) first++;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  SHOW(sched_setaffinity(0, sizeof one, &one));
  SHOW(sched_getaffinity(0, sizeof now, &now));
  CHECK(CPU_EQUAL(&one, &now));
  CHECK(sched_getcpu() == first);
  if (fork() == 0) {
    sched_getaffinity(0, sizeof now, &now);
    printf("the child inherits it: %d\n", CPU_EQUAL(&one, &now));
    _exit(0);
  }
  wait(NULL);
  CPU_ZERO(&one);
  SHOW(sched_setaffinity(0, sizeof one, &one));
  SHOW(sched_setaffinity(0, sizeof allowed, &allowed));
  SHOW(sched_yield());
  return 0;
}

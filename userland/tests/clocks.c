/* The clocks: monotonic, consistent with each other, and CPU clocks that count work only. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include "show.h"

static double clock_s(clockid_t clock) {
  struct timespec now = {0, 0};
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void) {
  struct timespec resolution;
  struct timeval day;
  int backwards = 0;
  double last = 0;
  for (int times = 0; times < 10000; times++) {
    double now = clock_s(CLOCK_MONOTONIC);
    backwards += now < last;
    last = now;
  }
  printf("steps backwards: %d\n", backwards);
  gettimeofday(&day, NULL);
  CHECK(clock_s(CLOCK_REALTIME) - ((double)day.tv_sec + (double)day.tv_usec / 1e6) < 1);
  CHECK(day.tv_sec > 1500000000);
  CHECK(clock_s(CLOCK_BOOTTIME) >= clock_s(CLOCK_MONOTONIC) - 0.001);
  CHECK(clock_s(CLOCK_REALTIME_COARSE) <= clock_s(CLOCK_REALTIME));
  CHECK(clock_s(CLOCK_MONOTONIC_COARSE) <= clock_s(CLOCK_MONOTONIC));
  CHECK(clock_s(CLOCK_MONOTONIC) - clock_s(CLOCK_MONOTONIC_COARSE) < 0.1);
  SHOW(clock_getres(CLOCK_MONOTONIC, &resolution));
  CHECK(resolution.tv_sec == 0 && resolution.tv_nsec >= 1 && resolution.tv_nsec <= 10000000);
  double cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
  double wall = clock_s(CLOCK_MONOTONIC);
  usleep(100000);
  CHECK(clock_s(CLOCK_MONOTONIC) - wall >= 0.1);
  CHECK(clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu < 0.09);
  cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
  double thread = clock_s(CLOCK_THREAD_CPUTIME_ID);
  volatile uint64_t work = 0;
  while (clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu < 0.02) work++;
  CHECK(clock_s(CLOCK_THREAD_CPUTIME_ID) - thread > 0.01);
  struct tms used;
  CHECK(times(&used) != (clock_t)-1 && used.tms_cutime == 0);
  SHOW(clock_gettime(77, &resolution));
  SHOW(clock_getres(77, &resolution));
  SHOW(sysconf(_SC_CLK_TCK));
  uint64_t time_before, time_after, instructions_before, instructions_after, cycles_before, cycles_after;
  __asm__ volatile("rdtime %0\n rdinstret %1\n rdcycle %2" : "=r"(time_before), "=r"(instructions_before), "=r"(cycles_before));
  usleep(20000);
  for (int step = 0; step < 1000; step++) work++;
  __asm__ volatile("rdtime %0\n rdinstret %1\n rdcycle %2" : "=r"(time_after), "=r"(instructions_after), "=r"(cycles_after));
  CHECK(time_after > time_before);
  CHECK(instructions_after > instructions_before);
  CHECK(cycles_after > cycles_before);
  return 0;
}

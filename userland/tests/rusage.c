/* What a process and its children have used. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/resource.h>

#include "show.h"

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static struct rusage usage_of(int who) {
  struct rusage use;
  getrusage(who, &use);
  return use;
}

static void burn(double cpu_s) {
  volatile unsigned long work = 0;
  double begun = seconds(usage_of(RUSAGE_SELF).ru_utime);
  while (seconds(usage_of(RUSAGE_SELF).ru_utime) - begun < cpu_s) {
    for (int step = 0; step < 10000; step++) work++;
  }
}

int main(void) {
  struct rusage use;
  int status;
  burn(0.03);
  use = usage_of(RUSAGE_SELF);
  CHECK(seconds(use.ru_utime) >= 0.03);
  CHECK(use.ru_maxrss > 0 && use.ru_minflt > 0);
  long before = use.ru_minflt;
  volatile char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int page = 0; page < 256; page++) memory[page * 4096] = 1;
  CHECK(usage_of(RUSAGE_SELF).ru_minflt > before);
  CHECK(seconds(usage_of(RUSAGE_CHILDREN).ru_utime) == 0);
  pid_t child = fork();
  if (child == 0) {
    burn(0.05);
    _exit(0);
  }
  SHOW(wait4(child, &status, 0, &use) == child ? 0 : -1);
  CHECK(seconds(use.ru_utime) >= 0.05 && seconds(use.ru_utime) < 5);
  CHECK(seconds(usage_of(RUSAGE_CHILDREN).ru_utime) >= 0.05);
  before = usage_of(RUSAGE_SELF).ru_nvcsw;
  for (int times = 0; times < 5; times++) usleep(1000);
  CHECK(usage_of(RUSAGE_SELF).ru_nvcsw >= before + 5);
  SHOW(getrusage(77, &use));
  return 0;
}

/* Resource limits: what is inherited, what is enforced, who may raise them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "show.h"

static void few_files(void) {
  struct rlimit limit = {10, 20};
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
  int last = -1;
  for (int fd; (fd = open("/dev/null", O_RDONLY)) >= 0;) last = fd;
  printf("the last descriptor is %d, then %s\n", last, error_name(errno));
  SHOW(dup(0));
  SHOW(pipe((int[2]){0}));
  SHOW(dup2(0, 10));
  SHOW(fcntl(0, F_DUPFD, 10));
  close(last);
  SHOW(dup(0));
}

static void no_privileges(void) {
  struct rlimit limit = {50, 100};
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
  SHOW(setuid(1000));
  limit.rlim_max = 101;
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
  limit.rlim_max = limit.rlim_cur = 60;
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
  limit.rlim_max = 100;
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
  limit.rlim_cur = 61;
  limit.rlim_max = 60;
  SHOW(setrlimit(RLIMIT_NOFILE, &limit));
}

static void small_files(void) {
  struct rlimit limit = {1000, RLIM_INFINITY};
  char block[600] = {0};
  setrlimit(RLIMIT_FSIZE, &limit);
  signal(SIGXFSZ, SIG_IGN);
  int fd = open("limited", O_CREAT | O_RDWR, 0644);
  SHOW(write(fd, block, sizeof block));
  SHOW(write(fd, block, sizeof block));
  SHOW(write(fd, block, sizeof block));
  SHOW(ftruncate(fd, 2000));
  signal(SIGXFSZ, SIG_DFL);
  write(fd, block, 1);
}

int main(void) {
  struct rlimit limit;
  SHOW(getrlimit(RLIMIT_NOFILE, &limit));
  CHECK(limit.rlim_cur <= limit.rlim_max && limit.rlim_cur >= 256);
  SHOW(getrlimit(RLIMIT_STACK, &limit));
  CHECK(limit.rlim_cur >= 1 << 20);
  SHOW(getrlimit(99, &limit));
  in_child("few files", few_files);
  in_child("no privileges", no_privileges);
  in_child("small files", small_files);
  return 0;
}

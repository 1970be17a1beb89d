/* Holes read as zeros; truncation shortens and lengthens. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

static long size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (long)status.st_size : -1;
}

int main(void) {
  static char block[8192];
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  SHOW(lseek(fd, 1000000, SEEK_SET));
  SHOW(size_of(fd));
  SHOW(write(fd, "end", 3));
  SHOW(size_of(fd));
  memset(block, 'x', sizeof block);
  SHOW(pread(fd, block, sizeof block, 500000));
  int zeros = 0;
  for (size_t index = 0; index < sizeof block; index++) zeros += block[index] == 0;
  printf("zeros in the hole %d\n", zeros);
  SHOW(pread(fd, block, sizeof block, 999998));
  printf("at the end %d %d %.3s\n", block[0], block[1], block + 2);
  SHOW(ftruncate(fd, 10));
  SHOW(size_of(fd));
  SHOW(ftruncate(fd, 20));
  SHOW(pread(fd, block, sizeof block, 0));
  SHOW(ftruncate(fd, -1));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(truncate("file", 5));
  SHOW(size_of(fd));
  SHOW(truncate("missing", 5));
  int read_only = open("file", O_RDONLY);
  SHOW(ftruncate(read_only, 0));
  SHOW(lseek(fd, 1L << 33, SEEK_SET));
  return 0;
}

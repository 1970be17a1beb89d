/* Times of files: set, kept, and moved on by reading and writing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "show.h"

static struct stat look(const char *path) {
  struct stat status;
  lstat(path, &status);
  return status;
}

static int later(struct timespec a, struct timespec b) {
  return a.tv_sec > b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

int main(void) {
  put_file("file", "text");
  struct timespec times[2] = {{1000000000, 123456789}, {1234567890, 987654321}};
  SHOW(utimensat(AT_FDCWD, "file", times, 0));
  struct stat status = look("file");
  printf("atime %ld.%09ld mtime %ld.%09ld\n", (long)status.st_atim.tv_sec, status.st_atim.tv_nsec, (long)status.st_mtim.tv_sec,
      status.st_mtim.tv_nsec);
  struct timespec some[2] = {{0, UTIME_OMIT}, {55, 0}};
  SHOW(utimensat(AT_FDCWD, "file", some, 0));
  status = look("file");
  printf("atime %ld mtime %ld\n", (long)status.st_atim.tv_sec, (long)status.st_mtim.tv_sec);
  struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
  SHOW(utimensat(AT_FDCWD, "file", now, 0));
  status = look("file");
  CHECK(status.st_atim.tv_sec > 1000000000);
  CHECK(status.st_mtim.tv_sec == 55);
  struct timespec changed = status.st_ctim;
  nanosleep(&(struct timespec){0, 30000000}, NULL);
  chmod("file", 0600);
  status = look("file");
  CHECK(later(status.st_ctim, changed));
  CHECK(status.st_mtim.tv_sec == 55);
  int fd = open("file", O_WRONLY);
  write(fd, "T", 1);
  close(fd);
  status = look("file");
  CHECK(status.st_mtim.tv_sec > 1000000000);
  struct stat folder = look(".");
  nanosleep(&(struct timespec){0, 30000000}, NULL);
  put_file("another", "");
  CHECK(later(look(".").st_mtim, folder.st_mtim));
  symlink("file", "link");
  SHOW(utimensat(AT_FDCWD, "link", times, AT_SYMLINK_NOFOLLOW));
  CHECK(look("link").st_mtim.tv_sec == 1234567890);
  CHECK(look("file").st_mtim.tv_sec != 1234567890);
  SHOW(utimensat(AT_FDCWD, "missing", NULL, 0));
  struct timespec wrong[2] = {{0, 1000000000}, {0, 0}};
  SHOW(utimensat(AT_FDCWD, "file", wrong, 0));
  return 0;
}

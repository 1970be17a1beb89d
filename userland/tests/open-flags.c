/* What the flags of open(2) do, and what it refuses. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

int main(void) {
  SHOW(open("missing", O_RDONLY));
  SHOW(open("missing/file", O_CREAT | O_WRONLY, 0644));
  int fd = (int)SHOW(open("file", O_CREAT | O_EXCL | O_WRONLY, 0640));
  SHOW(write(fd, "hello", 5));
  SHOW(read(fd, &(char[4]){0}, 4));
  SHOW(close(fd));
  SHOW(close(fd));
  SHOW(open("file", O_CREAT | O_EXCL | O_WRONLY, 0640));
  SHOW(open("file/", O_RDONLY));
  SHOW(open("file", O_DIRECTORY));
  SHOW(open("", O_RDONLY));
  fd = open("file", O_WRONLY | O_APPEND);
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, " there", 6));
  SHOW(lseek(fd, 0, SEEK_CUR));
  close(fd);
  show_file("file");
  fd = open("file", O_RDONLY);
  SHOW(write(fd, "x", 1));
  close(fd);
  close(open("file", O_WRONLY | O_TRUNC));
  show_file("file");
  SHOW(mkdir("folder", 0755));
  SHOW(open("folder", O_WRONLY));
  SHOW(open("folder", O_RDWR | O_CREAT, 0644));
  fd = (int)SHOW(open("folder", O_RDONLY | O_DIRECTORY));
  SHOW(read(fd, &(char[4]){0}, 4));
  SHOW(openat(fd, "inside", O_CREAT | O_WRONLY, 0600));
  SHOW(access("folder/inside", F_OK));
  SHOW(openat(99, "relative", O_RDONLY));
  SHOW(symlink("file", "link"));
  SHOW(open("link", O_RDONLY | O_NOFOLLOW));
  SHOW(open("link", O_RDONLY | O_CLOEXEC));
  struct stat status;
  stat("file", &status);
  printf("mode of file %o\n", status.st_mode);
  return 0;
}

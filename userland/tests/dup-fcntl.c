/* Copies of descriptors share a position and flags; each has its own close-on-exec. */
#define _GNU_SOURCE
#include <fcntl.h>

#include "show.h"

int main(void) {
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  int copy = (int)SHOW(dup(fd));
  write(fd, "abcdef", 6);
  SHOW(lseek(copy, 0, SEEK_CUR));
  SHOW(dup2(fd, 20));
  SHOW(dup2(fd, fd));
  SHOW(dup2(77, 20));
  SHOW(write(20, "g", 1));
  SHOW(dup3(fd, fd, 0));
  SHOW(dup3(fd, 21, O_CLOEXEC));
  SHOW(fcntl(21, F_GETFD));
  SHOW(fcntl(20, F_GETFD));
  SHOW(dup3(fd, 22, O_APPEND));
  SHOW(dup2(fd, -1));
  SHOW(fcntl(fd, F_DUPFD, 30));
  SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 30));
  SHOW(fcntl(31, F_GETFD));
  SHOW(fcntl(31, F_SETFD, 0));
  SHOW(fcntl(31, F_GETFD));
  CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  SHOW(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK));
  CHECK((fcntl(copy, F_GETFL) & (O_APPEND | O_NONBLOCK)) == (O_APPEND | O_NONBLOCK));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(copy, "h", 1));
  show_file("file");
  int other = open("file", O_RDONLY);
  SHOW(lseek(other, 0, SEEK_CUR));
  CHECK((fcntl(other, F_GETFL) & O_APPEND) == 0);
  SHOW(close(copy));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(fcntl(77, F_GETFD));
  SHOW(fcntl(fd, 9999));
  SHOW(fcntl(fd, F_DUPFD, -1));
  return 0;
}

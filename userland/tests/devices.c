/* The devices that every program counts on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>

#include "show.h"

static void show_device(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) printf("%s: %s\n", path, error_name(errno));
  else printf("%s: character device %d, %u:%u\n", path, S_ISCHR(status.st_mode), major(status.st_rdev), minor(status.st_rdev));
}

int main(void) {
  char block[64];
  struct termios settings;
  struct winsize window;
  show_device("/dev/null");
  show_device("/dev/zero");
  show_device("/dev/full");
  show_device("/dev/random");
  show_device("/dev/urandom");
  show_device("/dev/tty");
  int fd = open("/dev/null", O_RDWR);
  SHOW(write(fd, "gone", 4));
  SHOW(read(fd, block, sizeof block));
  SHOW(lseek(fd, 100, SEEK_SET));
  fd = open("/dev/zero", O_RDWR);
  memset(block, 1, sizeof block);
  SHOW(read(fd, block, sizeof block));
  printf("zeros: %d %d\n", block[0], block[63]);
  SHOW(write(fd, "gone", 4));
  fd = open("/dev/full", O_RDWR);
  SHOW(write(fd, "full", 4));
  SHOW(read(fd, block, 4));
  SHOW(tcgetattr(fd, &settings));
  SHOW(ioctl(fd, TIOCGWINSZ, &window));
  SHOW(isatty(fd));
  int ends[2];
  pipe(ends);
  SHOW(isatty(ends[0]) == 0 ? -1 : 0);
  SHOW(isatty(77) == 0 ? -1 : 0);
  fd = open("/dev/fd/0", O_RDONLY);
  CHECK(fd >= 0);
  return 0;
}

/* Pipes with names. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

int main(void) {
  char text[16] = "";
  struct stat status;
  SHOW(mkfifo("fifo", 0600));
  SHOW(mkfifo("fifo", 0600));
  stat("fifo", &status);
  CHECK(S_ISFIFO(status.st_mode));
  SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
  int reader = (int)SHOW(open("fifo", O_RDONLY | O_NONBLOCK));
  SHOW(read(reader, text, 1));
  int writer = (int)SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
  SHOW(read(reader, text, 1));
  SHOW(write(writer, "hello", 5));
  SHOW(read(reader, text, sizeof text));
  close(writer);
  SHOW(read(reader, text, 1));
  close(reader);
  pid_t child = fork();
  if (child == 0) {
    int fd = open("fifo", O_WRONLY);
    write(fd, "from the child", 14);
    _exit(0);
  }
  int fd = open("fifo", O_RDONLY);
  memset(text, 0, sizeof text);
  SHOW(read(fd, text, sizeof text));
  puts(text);
  SHOW(read(fd, text, sizeof text));
  waitpid(child, NULL, 0);
  return 0;
}

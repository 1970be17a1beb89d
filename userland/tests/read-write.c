/* Reading and writing: positions, short reads, vectors. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/uio.h>

#include "show.h"

int main(void) {
  char text[32] = "";
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  SHOW(write(fd, "0123456789", 10));
  SHOW(lseek(fd, 3, SEEK_SET));
  SHOW(read(fd, text, 4));
  printf("read \"%s\"\n", text);
  SHOW(lseek(fd, -1, SEEK_END));
  SHOW(read(fd, text, sizeof text));
  SHOW(read(fd, text, sizeof text));
  SHOW(read(fd, text, 0));
  SHOW(pread(fd, text, 5, 2));
  printf("pread \"%.5s\"\n", text);
  SHOW(pwrite(fd, "ab", 2, 8));
  SHOW(pwrite(fd, "ab", 2, -1));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, -11, SEEK_CUR));
  SHOW(lseek(fd, 0, 77));
  show_file("file");
  lseek(fd, 0, SEEK_SET);
  struct iovec out[] = {{"one ", 4}, {"", 0}, {"two ", 4}, {"three", 5}};
  SHOW(writev(fd, out, 4));
  show_file("file");
  char first[3], second[6], third[20];
  struct iovec in[] = {{first, sizeof first}, {second, sizeof second}, {third, sizeof third}};
  lseek(fd, 0, SEEK_SET);
  SHOW(readv(fd, in, 3));
  printf("parts \"%.3s\" \"%.6s\" \"%.4s\"\n", first, second, third);
  SHOW(writev(fd, out, 0));
  SHOW(writev(fd, out, -1));
  SHOW(read(-1, text, 1));
  SHOW(write(77, text, 1));
  SHOW(fsync(fd));
  SHOW(fsync(77));
  return 0;
}

/* Mapped files: private and shared, beyond the end, what permissions are needed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

int main(void) {
  static char block[PAGE + 100];
  char text[16] = "";
  catch_faults();
  memset(block, 'x', sizeof block);
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  write(fd, block, sizeof block);
  volatile char *private = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  volatile char *shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  printf("read %c %c, behind the end %d %d\n", private[0], shared[PAGE + 99], private[PAGE + 100], shared[2 * PAGE - 1]);
  FAULT(shared, shared[2 * PAGE] = 1);
  FAULT(private, text[0] = private[2 * PAGE + 5]);
  private[0] = 'p';
  shared[1] = 's';
  pread(fd, text, 3, 0);
  printf("file %.3s, private %.3s, shared %.3s\n", text, private, shared);
  pwrite(fd, "written", 7, PAGE);
  printf("private %.7s, shared %.7s\n", private + PAGE, shared + PAGE);
  private[PAGE] = 'W';
  pwrite(fd, "again", 5, PAGE);
  printf("private %.7s, shared %.7s\n", private + PAGE, shared + PAGE);
  SHOW(msync((void *)shared, PAGE, MS_SYNC));
  SHOW(close(fd));
  shared[2] = 'c';
  show_status("fd closed", 0);
  fd = open("file", O_RDONLY);
  pread(fd, text, 3, 0);
  printf("file %.3s\n", text);
  SHOW(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  volatile char *copy = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
  copy[0] = '!';
  printf("second page %.7s\n", copy);
  SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 100));
  int write_only = open("file", O_WRONLY);
  SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, write_only, 0));
  int folder = open(".", O_RDONLY);
  SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, folder, 0));
  SHOW(truncate("file", 10));
  FAULT(shared, text[0] = shared[PAGE]);
  printf("shared %.2s, then %d\n", shared, shared[10]);
  SHOW(munmap((void *)shared, 3 * PAGE));
  show_file("file");
  return 0;
}

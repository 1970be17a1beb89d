/* Pipes: order, end of file, SIGPIPE, capacity, partial writes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>

#include "show.h"

static void write_to_nobody(void) {
  int ends[2];
  pipe(ends);
  close(ends[0]);
  write(ends[1], "x", 1);
  puts("not reached");
}

int main(void) {
  static char block[100000];
  char text[16] = "";
  int ends[2];
  int waiting = 0;
  SHOW(pipe(ends));
  SHOW(write(ends[1], "abc", 3));
  SHOW(write(ends[1], "def", 3));
  SHOW(ioctl(ends[0], FIONREAD, &waiting));
  printf("waiting %d\n", waiting);
  SHOW(read(ends[0], text, 4));
  SHOW(read(ends[0], text + 4, 10));
  puts(text);
  SHOW(read(ends[1], text, 1));
  SHOW(write(ends[0], text, 1));
  SHOW(lseek(ends[0], 0, SEEK_SET));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  SHOW(read(ends[0], text, 1));
  SHOW(write(ends[1], block, sizeof block));
  SHOW(write(ends[1], block, 1));
  SHOW(read(ends[0], block, 4096));
  SHOW(write(ends[1], block, 4096));
  SHOW(write(ends[1], block, 1));
  int total = 0;
  for (ssize_t got; (got = read(ends[0], block, 10000)) > 0;) total += (int)got;
  printf("drained %d\n", total);
  SHOW(close(ends[1]));
  SHOW(read(ends[0], text, 1));
  SHOW(close(ends[0]));
  in_child("writer without a reader", write_to_nobody);
  signal(SIGPIPE, SIG_IGN);
  pipe2(ends, O_CLOEXEC);
  SHOW(fcntl(ends[0], F_GETFD));
  close(ends[0]);
  SHOW(write(ends[1], "x", 1));
  SHOW(pipe2(ends, 12345));
  return 0;
}

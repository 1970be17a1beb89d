/* sendfile(2): with and without an offset of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/sendfile.h>

#include "show.h"

int main(void) {
  put_file("from", "0123456789");
  int from = open("from", O_RDONLY);
  int to = open("to", O_CREAT | O_RDWR, 0644);
  off_t offset = 2;
  SHOW(sendfile(to, from, NULL, 3));
  SHOW(lseek(from, 0, SEEK_CUR));
  SHOW(sendfile(to, from, &offset, 4));
  printf("offset %ld\n", (long)offset);
  SHOW(lseek(from, 0, SEEK_CUR));
  SHOW(sendfile(to, from, NULL, 100));
  SHOW(sendfile(to, from, NULL, 100));
  show_file("to");
  int ends[2];
  pipe(ends);
  offset = 0;
  SHOW(sendfile(ends[1], from, &offset, 5));
  char text[8] = "";
  SHOW(read(ends[0], text, sizeof text));
  puts(text);
  SHOW(sendfile(to, 77, NULL, 1));
  SHOW(sendfile(77, from, NULL, 1));
  int read_only = open("from", O_RDONLY);
  SHOW(sendfile(read_only, from, NULL, 1));
  return 0;
}

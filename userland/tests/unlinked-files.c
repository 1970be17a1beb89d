/* A file without a name lives as long as it is open or mapped. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "show.h"

int main(void) {
  char text[16] = "";
  struct stat status;
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  SHOW(write(fd, "still here", 10));
  char *mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  SHOW(unlink("file"));
  SHOW(access("file", F_OK));
  SHOW(fstat(fd, &status));
  printf("links %ld, size %ld\n", (long)status.st_nlink, (long)status.st_size);
  SHOW(pread(fd, text, 10, 0));
  puts(text);
  put_file("file", "a new one");
  SHOW(pread(fd, text, 10, 0));
  puts(text);
  SHOW(write(fd, " and growing", 12));
  SHOW(fchmod(fd, 0600));
  int copy = dup(fd);
  SHOW(close(fd));
  SHOW(fstat(copy, &status));
  printf("links %ld, size %ld, mode %o\n", (long)status.st_nlink, (long)status.st_size, status.st_mode);
  SHOW(close(copy));
  printf("mapped \"%.10s\"\n", mapped);
  show_file("file");
  return 0;
}

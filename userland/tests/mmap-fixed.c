/* Mappings at a chosen address: replacing, refusing to replace, hints. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

static long at(char *base, size_t page, int flags) {
  char *got = mmap(base + page * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  if (got == MAP_FAILED) return -1;
  return (got - base) / PAGE;
}

int main(void) {
  catch_faults();
  char *base = mmap(NULL, 10 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(base, 'a', 10 * PAGE);
  SHOW(at(base, 3, MAP_FIXED));
  printf("around it: %c %d %c\n", base[3 * PAGE - 1], base[3 * PAGE], base[4 * PAGE]);
  CHECK(at(base, 5, MAP_FIXED_NOREPLACE) != 5 && base[5 * PAGE] == 'a');
  SHOW(munmap(base + 5 * PAGE, PAGE));
  SHOW(at(base, 5, MAP_FIXED_NOREPLACE));
  printf("new page: %d\n", base[5 * PAGE]);
  CHECK(at(base, 7, 0) != 7);
  SHOW(munmap(base + 7 * PAGE, PAGE));
  SHOW(at(base, 7, 0));
  SHOW(mmap(base + 1, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  put_file("file", "from a file");
  int fd = open("file", O_RDONLY);
  CHECK(mmap(base + 8 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == base + 8 * PAGE);
  printf("%s\n", base + 8 * PAGE);
  volatile char *page = base + 8 * PAGE;
  FAULT(base, page[0] = 1);
  printf("the last page: %c\n", base[9 * PAGE]);
  return 0;
}

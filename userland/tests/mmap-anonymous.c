/* Anonymous mappings: zeros, splitting by munmap, faults outside, bad calls. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

static void *map(size_t bytes) {
  return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

int main(void) {
  catch_faults();
  volatile char *memory = map(8 * PAGE);
  CHECK(memory != MAP_FAILED && ((uintptr_t)memory & (PAGE - 1)) == 0);
  int nonzero = 0;
  for (int index = 0; index < 8 * PAGE; index++) nonzero += memory[index] != 0;
  printf("bytes that are not zero: %d\n", nonzero);
  for (int page = 0; page < 8; page++) memory[page * PAGE] = (char)page;
  SHOW(munmap((void *)(memory + 2 * PAGE), PAGE));
  SHOW(munmap((void *)(memory + 5 * PAGE), 100));
  FAULT(memory, memory[2 * PAGE] = 1);
  FAULT(memory, nonzero += memory[5 * PAGE + 7]);
  FAULT(memory, nonzero += memory[6 * PAGE]);
  printf("kept: %d %d %d %d\n", memory[0], memory[PAGE], memory[3 * PAGE], memory[7 * PAGE]);
  SHOW(munmap((void *)(memory + 2 * PAGE), PAGE));
  SHOW(munmap((void *)(memory + 1), PAGE));
  SHOW(munmap((void *)memory, 0));
  SHOW(munmap((void *)memory, 8 * PAGE));
  FAULT(memory, memory[0] = 1);
  FAULT(0, *(volatile char *)0 = 1);
  SHOW(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  SHOW(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0));
  SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0));
  SHOW(mmap(NULL, (size_t)1 << 50, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  volatile char *large = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(large != MAP_FAILED);
  if (large == MAP_FAILED) return 1;
  large[0] = 1;
  large[((size_t)1 << 30) - 1] = 2;
  printf("far apart: %d %d %d\n", large[0], large[1 << 29], large[((size_t)1 << 30) - 1]);
  volatile char *read_only = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  FAULT(read_only, nonzero += read_only[9]);
  FAULT(read_only, read_only[9] = 1);
  volatile char *nothing = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  FAULT(nothing, nonzero += nothing[9]);
  return 0;
}

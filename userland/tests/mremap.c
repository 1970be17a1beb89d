/* mremap: content that moves, near its old place and far from it; shrinking; the old place afterwards; bad calls. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

static unsigned *map(size_t bytes) {
  return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/** How many of the first `count` words do not hold what was put there. */
static int lost(const unsigned *words, size_t count) {
  int wrong = 0;
  for (size_t index = 0; index < count; index++) wrong += words[index] != (unsigned)index * 2654435761u;
  return wrong;
}

/** Grows one mapping again and again, as realloc(3) does. */
static void grow(void) {
  size_t bytes = (size_t)32 * PAGE, filled = 0;
  unsigned *words = map(bytes);
  for (int round = 0; round < 8; round++) {
    for (; filled < bytes / sizeof *words; filled++) words[filled] = (unsigned)filled * 2654435761u;
    /* Something stands behind it, so that it has to move. */
    mmap((char *)words + bytes, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    unsigned *moved = mremap(words, bytes, bytes * 2, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) return;
    printf("%zu pages: %d words lost, the new ones %s\n", bytes / PAGE, lost(moved, filled), moved[filled] == 0 ? "zero" : "NOT ZERO");
    words = moved;
    bytes *= 2;
  }
  SHOW(munmap(words, bytes));
}

/** Moves pages to the page table's next slots, and back from there. */
static void move_near(void) {
  char *place = (char *)map(64 * PAGE);
  unsigned *words = (unsigned *)(place + 32 * PAGE);
  munmap(place, 64 * PAGE);
  CHECK(mmap(words, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == words);
  for (unsigned index = 0; index < 1024; index++) words[index] = index * 2654435761u;
  CHECK(mremap(words, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place) == place);
  printf("moved down: %d words lost\n", lost((unsigned *)place, 1024));
  volatile char *old = (volatile char *)words;
  FAULT(old, old[0] = 1);
  CHECK(mremap(place, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, words) == (void *)words);
  printf("moved up: %d words lost\n", lost(words, 1024));
  CHECK(mremap(words, 4 * PAGE, PAGE, 0) == (void *)words);
  printf("shrunk: %d words lost\n", lost(words, 1024));
  FAULT(old, old[PAGE] = 1);
}

int main(void) {
  catch_faults();
  grow();
  move_near();
  char *memory = (char *)map(2 * PAGE);
  SHOW(mremap(memory + 1, PAGE, PAGE, 0));
  SHOW(mremap(memory, PAGE, PAGE, MREMAP_FIXED, memory + 16 * PAGE));
  SHOW(mremap(memory, 2 * PAGE, 2 * PAGE, MREMAP_FIXED | MREMAP_MAYMOVE, memory + PAGE));
  SHOW(munmap(memory, 2 * PAGE));
  return 0;
}

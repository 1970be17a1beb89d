// Follows pointers through 4 MiB in a random order: nearly every load misses every cache.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BYTES = 4 << 20, STRIDE = 64, COUNT = BYTES / STRIDE };

typedef struct Link {
  struct Link *next;
  char rest[STRIDE - sizeof(void *)];
} Link;

static Link links[COUNT];

/** One ring through all links: Sattolo's shuffle. */
static void shuffle(void) {
  uint32_t state = 1;
  for (uint32_t i = 0; i < COUNT; i++) links[i].next = &links[i];
  for (uint32_t i = COUNT - 1; i > 0; i--) {
    state = state * 1664525u + 1013904223u;
    uint32_t other = (state >> 8) % i;
    Link *swapped = links[i].next;
    links[i].next = links[other].next;
    links[other].next = swapped;
  }
}

int main(int argc, char **argv) {
  shuffle();
  Link *place = links;
  for (long left = argc > 1 ? atol(argv[1]) : 100000; left > 0; left--) place = place->next;
  printf("%ld\n", (long)(place - links));
  return 0;
}

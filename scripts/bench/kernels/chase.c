// Follows pointers through BYTES of memory in a random order: what a load that waits for its predecessor costs.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { STRIDE = 64 };

typedef struct Link {
  struct Link *next;
  char rest[STRIDE - sizeof(void *)];
} Link;

/** One ring through all links: Sattolo's shuffle. */
static void shuffle(Link *links, uint32_t count) {
  uint64_t state = 1;
  for (uint32_t i = 0; i < count; i++) links[i].next = &links[i];
  for (uint32_t i = count - 1; i > 0; i--) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint32_t other = (uint32_t)(state >> 33) % i;
    Link *swapped = links[i].next;
    links[i].next = links[other].next;
    links[other].next = swapped;
  }
}

int main(int argc, char **argv) {
  size_t bytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 1 << 20;
  uint32_t count = (uint32_t)(bytes / STRIDE);
  Link *links = malloc((size_t)count * sizeof *links);
  if (!links) return 1;
  shuffle(links, count);
  Link *place = links;
  for (long left = argc > 2 ? atol(argv[2]) : 100000; left > 0; left--) place = place->next;
  printf("chase %ld\n", (long)(place - links));
  free(links);
  return 0;
}

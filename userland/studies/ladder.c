/* ladder: follows a random ring of pointers through a set of memory. Shows each cache level's latency as a step. */
#include <stdlib.h>

#include "cycles.h"

static const char usage[] =
    "usage: ladder [BYTES [LOADS]]\n"
    "Link one pointer in each 64-byte line of BYTES (16K unless told) into one random ring, walk it once, then make LOADS (100000 unless\n"
    "told) dependent loads and print cycles: the time of one.\n"
    "concept: the memory hierarchy\n"
    "example: ladder 16K; ladder 1M\n";

enum { LINE_BYTES = 64, UNROLLED = 16 };

typedef struct Link {
  struct Link *next;
  char rest[LINE_BYTES - sizeof(void *)];
} Link;

/** Sattolo's shuffle: one cycle through all. */
static void link_ring(Link *ring, uint64_t count) {
  uint64_t random = 88172645463325252u;
  for (uint64_t index = 0; index < count; index++) ring[index].next = &ring[index];
  for (uint64_t index = count - 1; index > 0; index--) {
    uint64_t other = next_random(&random) % index;
    Link *kept = ring[index].next;
    ring[index].next = ring[other].next;
    ring[other].next = kept;
  }
}

/** `turns` times UNROLLED loads that nothing else separates. */
static Link *walk(Link *at, uint64_t turns) {
  for (uint64_t turn = 0; turn < turns; turn++) {
#pragma GCC unroll 16
    for (int step = 0; step < UNROLLED; step++) at = *(Link *volatile *)&at->next;
  }
  return at;
}

/** As many turns without a load: what the loop costs. */
static void turn_only(uint64_t turns) {
  for (uint64_t turn = 0; turn < turns; turn++) __asm__ volatile("");
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t count = operand(argc, argv, 0, 16384, 2 * LINE_BYTES, 256 << 20) / LINE_BYTES;
  uint64_t turns = operand(argc, argv, 1, 100000, UNROLLED, 100000000) / UNROLLED;
  Link *ring = aligned_alloc(4096, (count * LINE_BYTES + 4095) / 4096 * 4096);
  if (ring == NULL) die("memory");
  link_ring(ring, count);
  Link *at = walk(ring, count / UNROLLED + 1);
  uint64_t begun = cycles();
  at = walk(at, turns);
  uint64_t used = cycles() - begun;
  __asm__ volatile("" : : "r"(at));
  begun = cycles();
  turn_only(turns);
  uint64_t loop = cycles() - begun;
  figure("cycles", (double)(used - loop) / (double)(turns * UNROLLED));
  return tool_finish();
}

/* chase: follows pointers through memory. Shows what one load costs at each level of the memory hierarchy. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: chase [-r] [BYTES [STRIDE [ROUNDS]]]\n"
    "Chain pointers STRIDE bytes apart through BYTES of memory (64K, 64, 100 unless told) and follow the chain ROUNDS times. Each load "
    "needs\n"
    "the result of the one before, so the time per load is the memory's latency.\n"
    "  -r, --random  in a random order (always the same one)\n"
    "concept: caches and their sizes; neighbours in a cache line; sequential against strided against random\n"
    "example: chase 16K; chase 4M; chase -r 4M 64 10\n";

enum { DEFAULT_BYTES = 65536, DEFAULT_STRIDE = 64, DEFAULT_ROUNDS = 100 };

/** A link of the chain: the next one's address. */
typedef struct Link {
  struct Link *next;
} Link;

static uint64_t random_state = 88172645463325252u;

static uint64_t random_below(uint64_t limit) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state % limit;
}

static Link *at(char *memory, uint64_t index, uint64_t stride) {
  return (Link *)(void *)(memory + index * stride);
}

/** Links all places into one ring: in order, or by Sattolo's shuffle, which leaves a single cycle. */
static void link_ring(char *memory, uint64_t count, uint64_t stride, bool shuffled) {
  for (uint64_t index = 0; index < count; index++) at(memory, index, stride)->next = at(memory, (index + 1) % count, stride);
  if (!shuffled) return;
  for (uint64_t index = 0; index < count; index++) at(memory, index, stride)->next = at(memory, index, stride);
  for (uint64_t index = count - 1; index > 0; index--) {
    Link *here = at(memory, index, stride);
    Link *there = at(memory, random_below(index), stride);
    Link *swapped = here->next;
    here->next = there->next;
    there->next = swapped;
  }
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"random", no_argument, NULL, 'r'}, {NULL, 0, NULL, 0}};
  uint64_t bytes = DEFAULT_BYTES;
  uint64_t stride = DEFAULT_STRIDE;
  uint64_t rounds = DEFAULT_ROUNDS;
  bool shuffled = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "r", longs)) != -1;) shuffled = true;
  if (argc - optind > 3) usage_error("unexpected word: %s", argv[optind + 3]);
  if (optind < argc && !parse_size(argv[optind], &bytes)) usage_error("not a size: %s", argv[optind]);
  if (optind + 1 < argc && !parse_size(argv[optind + 1], &stride)) usage_error("not a size: %s", argv[optind + 1]);
  if (optind + 2 < argc && (!parse_unsigned(argv[optind + 2], &rounds) || rounds == 0))
    usage_error("not a number of rounds: %s", argv[optind + 2]);
  if (stride < sizeof(Link) || stride % sizeof(Link) != 0 || bytes < stride)
    usage_error("the stride must be a multiple of 8, and at most the size");
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) die("memory");
  uint64_t count = bytes / stride;
  link_ring(memory, count, stride, shuffled);
  Link *volatile here = at(memory, 0, stride);
  Link *place = here;
  for (uint64_t index = 0; index < count; index++) place = place->next;
  here = place;
  uint64_t begun = now_ns();
  for (uint64_t left = count * rounds; left > 0; left--) place = place->next;
  uint64_t elapsed = now_ns() - begun;
  here = place;
  (void)here;
  printf("chase: %lu bytes, stride %lu, %s order: %lu loads, %.2f ns each\n", bytes, stride, shuffled ? "random" : "sequential",
      count * rounds,
         (double)elapsed / (double)(count * rounds));
  return tool_finish();
}

/* allocate: many short-lived objects on the stack, or from malloc. Shows where objects come from and what that costs. */
#include <stdlib.h>
#include <string.h>

#include "cycles.h"

static const char usage[] =
    "usage: allocate [stack|heap [BYTES [ROUNDS]]]\n"
    "Make an object of BYTES (64 unless told), write it and give it back, ROUNDS (20000) times, and print object: the cycles of one.\n"
    "concept: stack against heap\n"
    "example: allocate heap 256\n";

static __attribute__((noinline)) void on_stack(uint64_t bytes) {
  char object[bytes];
  memset(object, 1, bytes);
  __asm__ volatile("" : : "r"(object) : "memory");
}

static __attribute__((noinline)) void on_heap(uint64_t bytes) {
  char *object = malloc(bytes);
  if (object == NULL) die("malloc");
  memset(object, 1, bytes);
  __asm__ volatile("" : : "r"(object) : "memory");
  free(object);
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  bool heap = optind < argc && strcmp(argv[optind], "heap") == 0;
  uint64_t bytes = operand(argc, argv, 1, 64, 1, 65536);
  uint64_t rounds = operand(argc, argv, 2, 20000, 1, 10000000);
  void (*make)(uint64_t) = heap ? on_heap : on_stack;
  make(bytes);
  uint64_t begun = cycles();
  for (uint64_t round = 0; round < rounds; round++) make(bytes);
  figure("object", (double)(cycles() - begun) / (double)rounds);
  return tool_finish();
}

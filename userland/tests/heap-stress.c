/* malloc, realloc and free in a long random order: blocks never overlap and keep their content. */
#include <malloc.h>
#include <stdint.h>

#include "show.h"

enum { SLOTS = 500, STEPS = 60000 };

typedef struct {
  unsigned char *memory;
  size_t size;
  unsigned char mark;
} Block;

static uint32_t state = 99;

static uint32_t next(uint32_t limit) {
  state = state * 1664525 + 1013904223;
  return (state >> 8) % limit;
}

/** Mostly small, sometimes large. */
static size_t some_size(void) {
  uint32_t kind = next(100);
  if (kind < 80) return next(200) + 1;
  if (kind < 98) return next(8000) + 1;
  return next(400000) + 1;
}

static int damaged(const Block *block) {
  if (block->memory == NULL) return 0;
  return block->memory[0] != block->mark || block->memory[block->size / 2] != block->mark || block->memory[block->size - 1] != block->mark;
}

int main(void) {
  static Block blocks[SLOTS];
  int wrong = 0;
  int misaligned = 0;
  int failures = 0;
  uint64_t total = 0;
  for (int step = 0; step < STEPS; step++) {
    Block *block = &blocks[next(SLOTS)];
    wrong += damaged(block);
    if (block->memory != NULL && next(3) != 0) {
      free(block->memory);
      block->memory = NULL;
      continue;
    }
    size_t size = some_size();
    unsigned char *memory = realloc(block->memory, size);
    if (memory == NULL) {
      failures++;
      continue;
    }
    if (block->memory != NULL) wrong += memory[0] != block->mark;
    misaligned += ((uintptr_t)memory & 15) != 0;
    block->memory = memory;
    block->size = size;
    block->mark = (unsigned char)step;
    memset(memory, block->mark, size);
    total += size;
  }
  printf("%d steps, %lu bytes in all: %d wrong, %d misaligned, %d failed\n", STEPS, total, wrong, misaligned, failures);
  for (int slot = 0; slot < SLOTS; slot++) free(blocks[slot].memory);
  unsigned char *zeros = calloc(1000, 1000);
  int nonzero = 0;
  for (int index = 0; index < 1000000; index++) nonzero += zeros[index] != 0;
  printf("calloc: %d not zero\n", nonzero);
  volatile size_t huge = (size_t)1 << 40;
  void *volatile refused = calloc(huge, huge);
  CHECK(refused == NULL && errno == ENOMEM);
  refused = malloc(huge << 10);
  CHECK(refused == NULL && errno == ENOMEM);
  void *aligned = aligned_alloc(4096, 8192);
  CHECK(((uintptr_t)aligned & 4095) == 0);
  free(NULL);
  return 0;
}

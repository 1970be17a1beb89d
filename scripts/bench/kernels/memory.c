// memcpy, memmove, memset, memcmp, strlen and strchr on pieces of 1 to 4096 bytes at any alignment: the C library's own loops.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 1 << 16, LONGEST = 4096 };

static char text[BYTES + LONGEST], copy[BYTES + LONGEST];

static uint32_t next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/** Mostly short, some long. */
static size_t length_of(uint32_t random) {
  return random % 8 == 0 ? 1 + random / 8 % LONGEST : 1 + random / 8 % 64;
}

static uint32_t step(uint32_t *state) {
  uint32_t random = next(state);
  size_t length = length_of(random), from = next(state) % BYTES, to = next(state) % BYTES;
  switch (random >> 16 & 7) {
    case 0: memset(copy + to, 'a' + (int)(length % 26), length); return (uint32_t)to;
    case 1: memmove(copy + to, copy + from, length); return (uint32_t)from;
    case 2: return memcmp(copy + to, text + from, length) < 0;
    case 3: {
      const char *found = strchr(text + from, 'a' + (int)(length % 26));
      return found ? (uint32_t)(found - text) : 0;
    }
    case 4: case 5: return (uint32_t)strlen(text + from);
    default: memcpy(copy + to, text + from, length); return (uint32_t)length;
  }
}

int main(int argc, char **argv) {
  uint32_t state = 1, sum = 0;
  for (int i = 0; i < BYTES + LONGEST; i++) text[i] = i % 509 == 508 ? '\0' : (char)('a' + next(&state) % 26);
  text[BYTES + LONGEST - 1] = '\0';
  for (long left = argc > 1 ? atol(argv[1]) : 100000; left > 0; left--) sum = sum * 31 + step(&state);
  for (int i = 0; i < BYTES; i++) sum = sum * 31 + (uint8_t)copy[i];
  printf("memory %08x\n", sum);
  return 0;
}

// A hash table filled with every kind of AMO and with LR and SC, some of which fail; then its values sorted.
#include "start.h"

enum { places = 1024, keys = 700 };
static uint64_t table[places];
static uint32_t counts[places];
static uint64_t values[places];

/** LR and SC in a loop, so that the value at `place` becomes at least `value`. */
static inline void raise_to(uint64_t *place, uint64_t value) {
  uint64_t old, failed;
  __asm__ volatile("1: lr.d %0, (%2)\n"
                   "bgeu %0, %3, 2f\n"
                   "sc.d %1, %3, (%2)\n"
                   "bnez %1, 1b\n"
                   "2:"
                   : "=&r"(old), "=&r"(failed)
                   : "r"(place), "r"(value)
                   : "memory");
}

/** An SC elsewhere than the LR: it fails and touches nothing. */
static inline uint64_t fail(uint32_t *place, uint32_t *other) {
  uint64_t old, failed;
  __asm__ volatile("lr.w %0, (%2)\nsc.w %1, %0, (%3)" : "=&r"(old), "=&r"(failed) : "r"(place), "r"(other) : "memory");
  return failed;
}

static inline uint64_t touch(unsigned place, uint64_t key) {
  uint64_t sum = 0, old;
#define amo(name, at) \
  do { \
    __asm__ volatile(name " %0, %2, (%1)" : "=r"(old) : "r"(at), "r"(key) : "memory"); \
    sum += old; \
  } while (0)
  amo("amoadd.w", &counts[place]);
  switch (key & 7) {
  case 0: amo("amoswap.d", &table[place]); break;
  case 1: amo("amoxor.d", &table[place]); break;
  case 2: amo("amoor.d", &table[place]); break;
  case 3: amo("amoand.d", &table[place]); break;
  case 4: amo("amomaxu.d", &table[place]); break;
  case 5: amo("amominu.d", &table[place]); break;
  case 6: amo("amomax.w", &counts[place]); break;
  default: amo("amomin.w", &counts[place]); break;
  }
  return sum;
}

static void sort(uint64_t *from, uint64_t *to) {
  while (to - from > 1) {
    uint64_t pivot = from[(to - from) / 2], *left = from, *right = to - 1;
    while (left <= right) {
      while (*left < pivot) left++;
      while (*right > pivot) right--;
      if (left > right) break;
      uint64_t value = *left;
      *left++ = *right;
      *right-- = value;
    }
    sort(from, right + 1);
    from = left;
  }
}

static uint64_t run(void) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < places; i++) table[i] = counts[i] = i;
  for (unsigned i = 0; i < keys; i++) {
    uint64_t key = chance();
    unsigned place = (unsigned)(key >> 40) % places;
    sum += touch(place, key);
    raise_to(&table[(place * 7) % places], key);
    if (i % 3 == 0) sum += fail(&counts[place], &counts[(place + 100) % places]);
  }
  for (unsigned i = 0; i < places; i++) values[i] = table[i] ^ counts[i];
  sort(values, values + places);
  for (unsigned i = 0; i < places; i++) sum = sum * 31 + values[i];
  return sum;
}

/* The cycle counter, and what programs of studies share: numbers from their command line, one line per figure. */
#ifndef CYCLES_H
#define CYCLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "numbers.h"
#include "tool.h"

/** The cycle counter of the hart that runs this: compare only values from one hart. */
static inline uint64_t cycles(void) {
  uint64_t value;
  __asm__ volatile("rdcycle %0" : "=r"(value) : : "memory");
  return value;
}

/** A pseudo-random step that is the same everywhere. */
static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/** Operand `index` as bytes or a count between `low` and `high`, or `initial` when it is missing. */
static inline uint64_t operand(int argc, char **argv, int index, uint64_t initial, uint64_t low, uint64_t high) {
  uint64_t value = initial;
  if (optind + index < argc && (!parse_size(argv[optind + index], &value) || value < low || value > high))
    usage_error("not a number from %lu to %lu: %s", low, high, argv[optind + index]);
  return value;
}

/** One figure, as `vivarium study` reads it. */
static inline void figure(const char *name, double value) {
  printf("%s: %.4f\n", name, value);
}

/** Reads the options, of which there are none. */
static inline void begin(int argc, char **argv, const char *usage) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "+", NULL) != -1) continue;
}

#endif

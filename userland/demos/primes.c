/* primes: the sieve of Eratosthenes. A program that computes and walks through memory with growing strides. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: primes [-l] [N]\n"
    "Count the primes up to N (1000000 unless told) with a sieve of N/2 bytes.\n"
    "  -l, --list  print them\n"
    "concept: a computation in user mode; memory read with growing strides\n"
    "example: primes 100; time primes 2000000\n";

enum { LARGEST = 200000000 };

/** `composite[i]` is about the number 2i + 1. */
static void sieve(unsigned char *composite, uint64_t count) {
  for (uint64_t index = 1; 2 * index * (index + 1) < count; index++) {
    if (composite[index]) continue;
    for (uint64_t multiple = 2 * index * (index + 1); multiple < count; multiple += 2 * index + 1) composite[multiple] = 1;
  }
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"list", no_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};
  uint64_t limit = 1000000;
  bool list = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "l", longs)) != -1;) list = true;
  if (optind < argc && (!parse_unsigned(argv[optind], &limit) || limit > LARGEST))
    usage_error("not a number up to %d: %s", LARGEST, argv[optind]);
  uint64_t count = (limit + 1) / 2;
  unsigned char *composite = must_allocate(count + 1);
  sieve(composite, count);
  uint64_t primes = limit >= 2;
  uint64_t largest = 2;
  if (list && limit >= 2) puts("2");
  for (uint64_t index = 1; index < count; index++) {
    if (composite[index]) continue;
    primes++;
    largest = 2 * index + 1;
    if (list) printf("%lu\n", largest);
  }
  if (!list && primes > 0) printf("primes: %lu up to %lu, the largest is %lu\n", primes, limit, largest);
  if (!list && primes == 0) printf("primes: none up to %lu\n", limit);
  free(composite);
  return tool_finish();
}

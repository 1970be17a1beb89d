// The sieve of Eratosthenes: stores with a stride, and a count.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 1 << 20 };

static uint8_t composite[LIMIT];

static unsigned sieve(void) {
  unsigned primes = 0;
  memset(composite, 0, sizeof composite);
  for (unsigned i = 2; i < LIMIT; i++) {
    if (composite[i]) continue;
    primes++;
    for (unsigned multiple = 2 * i; multiple < LIMIT; multiple += i) composite[multiple] = 1;
  }
  return primes;
}

int main(int argc, char **argv) {
  unsigned sum = 0;
  for (int round = argc > 1 ? atoi(argv[1]) : 10; round > 0; round--) sum = sum * 31 + sieve();
  printf("sieve %08x\n", sum);
  return 0;
}

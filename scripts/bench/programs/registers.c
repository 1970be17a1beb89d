// Xorshift in a loop: arithmetic in registers, no data in memory.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  uint64_t value = 88172645463325252u;
  for (long left = argc > 1 ? atol(argv[1]) : 1000000; left > 0; left--) {
    value ^= value << 13;
    value ^= value >> 7;
    value ^= value << 17;
  }
  printf("%016lx\n", (unsigned long)value);
  return 0;
}

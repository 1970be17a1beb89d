// Lines formatted with snprintf: the C library's interpreter of formats, integers, strings and a few floating-point numbers. These have all their
// digits printed: valgrind has no long double, with which musl rounds.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {"init", "sh", "spin", "producer-consumer", "top", "ring"};

int main(int argc, char **argv) {
  uint32_t state = 1, sum = 0;
  long lines = argc > 1 ? atol(argv[1]) : 10000;
  for (long line = 0; line < lines; line++) {
    char text[160];
    state = state * 1664525u + 1013904223u;
    uint32_t random = state >> 8;
    int length = snprintf(text, sizeof text, "%5ld %-18s %c %3d %08x %10lu %+d %s", line, names[random % 6], "RSDTZ"[random % 5],
                          (int)(random % 40) - 20, state, (unsigned long)random * random, (int)(random % 2001) - 1000, names[line % 6]);
    if (line % 16 == 0) length += snprintf(text + length, sizeof text - (size_t)length, " %7.3f %.6g", random % 1000 / 8.0, random % 4001 / 4.0);
    for (int i = 0; i < length; i++) sum = sum * 31 + (uint8_t)text[i];
  }
  printf("format %08x\n", sum);
  return 0;
}

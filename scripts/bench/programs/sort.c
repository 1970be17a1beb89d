// qsort of random numbers: a comparison through a pointer for each step.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 100000;
  uint32_t *numbers = malloc((size_t)count * sizeof *numbers);
  if (!numbers) return 1;
  uint32_t state = 1;
  for (int i = 0; i < count; i++) numbers[i] = state = state * 1664525u + 1013904223u;
  qsort(numbers, (size_t)count, sizeof *numbers, compare);
  for (int i = 1; i < count; i++)
    if (numbers[i - 1] > numbers[i]) return 1;
  printf("%08x %08x\n", numbers[0], numbers[count - 1]);
  free(numbers);
  return 0;
}

// A product of matrices of doubles: rows, and columns at a stride that shares sets.
#include "start.h"

enum { size = 24, stride = 32 };
static double a[size][stride], b[size][stride], c[size][stride];

static uint64_t run(void) {
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) {
      a[i][j] = (double)(chance() & 1023);
      b[i][j] = (double)(chance() & 1023) / 8;
    }
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) {
      double sum = 0;
      for (int k = 0; k < size; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  uint64_t sum = 0;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) sum = sum * 31 + (uint64_t)c[i][j];
  return sum;
}

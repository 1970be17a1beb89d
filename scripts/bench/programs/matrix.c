// Products of matrices that fit the first-level cache together: loads, stores and floating point.
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 32 };

static double left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];

static void multiply(void) {
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      double sum = 0;
      for (int k = 0; k < SIDE; k++) sum += left[row][k] * right[k][column];
      product[row][column] = sum;
    }
  }
}

int main(int argc, char **argv) {
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      left[row][column] = row + 1;
      right[row][column] = 1.0 / (column + 1);
    }
  }
  for (int round = argc > 1 ? atoi(argv[1]) : 100; round > 0; round--) {
    multiply();
    left[round % SIDE][0] = product[0][round % SIDE];
  }
  printf("%f\n", product[SIDE - 1][SIDE - 1]);
  return 0;
}

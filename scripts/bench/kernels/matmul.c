// Products of matrices of doubles, 128 KiB each, by the three loops as one writes them: one operand is read down its columns.
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 128 };

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
  double trace = 0;
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      left[row][column] = 1.0 / (row + column + 1);
      right[row][column] = (row * 7 + column * 3) % 11 / 3.0;
    }
  }
  for (int round = argc > 1 ? atoi(argv[1]) : 10; round > 0; round--) {
    multiply();
    for (int i = 0; i < SIDE; i++) {
      left[i][round % SIDE] = 1 / (1 + product[i][i]);
      trace = trace / 2 + product[i][i];
    }
  }
  // Not all digits: whether products are rounded before they are added is the compiler's choice for each target.
  printf("matmul %ld\n", (long)(trace * 1e6));
  return 0;
}

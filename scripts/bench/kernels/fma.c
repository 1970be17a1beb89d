// Polynomials by Horner's rule in fused multiply-adds, each begun with a trace of the one before, so that nothing can be done two at a time.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 1024, DEGREE = 12 };

static double points[COUNT], values[COUNT], coefficients[DEGREE + 1];

static void evaluate(void) {
  double value = 0;
  for (int i = 0; i < COUNT; i++) {
    double x = points[i];
    value = coefficients[DEGREE] + value * 0x1p-20;
    for (int power = DEGREE - 1; power >= 0; power--) value = fma(value, x, coefficients[power]);
    values[i] = value;
  }
}

int main(int argc, char **argv) {
  double sum = 0;
  coefficients[0] = 1;
  for (int power = 1; power <= DEGREE; power++) coefficients[power] = coefficients[power - 1] / power;
  for (int i = 0; i < COUNT; i++) points[i] = (i + 1.0) / COUNT;
  for (int round = argc > 1 ? atoi(argv[1]) : 100; round > 0; round--) {
    evaluate();
    points[round % COUNT] = 1 / values[round % COUNT];
    sum = sum / 2 + values[(round * 7) % COUNT];
  }
  // Not all digits: the sum may be fused or not, as the compiler chooses for each target.
  printf("fma %ld\n", (long)(sum * 1e6));
  return 0;
}

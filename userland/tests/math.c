/* The mathematical library: the same bits everywhere. */
#include <math.h>
#include <stdint.h>

#include "show.h"

typedef double Function(double);

static const struct { const char *name; Function *function; } functions[] = {
  {"sqrt", sqrt}, {"cbrt", cbrt}, {"exp", exp}, {"exp2", exp2}, {"expm1", expm1}, {"log", log}, {"log2", log2}, {"log10", log10},
  {"log1p", log1p}, {"sin", sin}, {"cos", cos}, {"tan", tan}, {"asin", asin}, {"acos", acos}, {"atan", atan}, {"sinh", sinh},
  {"cosh", cosh}, {"tanh", tanh}, {"erf", erf}, {"tgamma", tgamma}, {"lgamma", lgamma}, {"floor", floor}, {"ceil", ceil},
  {"trunc", trunc}, {"round", round}, {"rint", rint},
};

static uint64_t bits(double value) {
  uint64_t result;
  memcpy(&result, &value, sizeof result);
  return isnan(value) ? 0x7ff8000000000000 : result;
}

int main(void) {
  static const double inputs[] = {0.5, -0.75, 1, 2, 3.7, 10, 100.25, -1e-8, 1e300};
  for (size_t index = 0; index < sizeof functions / sizeof functions[0]; index++) {
    printf("%s", functions[index].name);
    for (size_t input = 0; input < sizeof inputs / sizeof inputs[0]; input++) printf(" %016lx",
        bits(functions[index].function(inputs[input])));
    puts("");
  }
  printf("pow %016lx %016lx, atan2 %016lx, hypot %016lx, fmod %016lx, fma %016lx, ldexp %016lx\n", bits(pow(2.5, 3.3)), bits(pow(-8,
      1.0 / 3)),
         bits(atan2(-1, -2)), bits(hypot(3, 4.5)), bits(fmod(10.5, -3)), bits(fma(1e16, 1.0000000000000002, -1e16)), bits(ldexp(0.7,
             -1070)));
  uint64_t hash = 14695981039346656037u;
  for (int step = 1; step < 20000; step++) {
    double angle = step * 0.001;
    hash = (hash ^ bits(sin(angle) * cos(angle) + sqrt(angle) / (1 + angle))) * 1099511628211u;
  }
  printf("hash of many: %016lx\n", hash);
  volatile float total = 0;
  for (int step = 1; step <= 10000; step++) total += 1.0f / (float)step;
  printf("harmonic sum in single precision: %.9g\n", (double)total);
  return 0;
}

/* Floating-point numbers to text and back. */
#include <float.h>
#include <math.h>

#include "show.h"

int main(void) {
  static const double values[] = {0.0, -0.0, 1.0, 0.1, 1.0 / 3, 1e-5, 123456789.987654321, 1e21, 5e-324, DBL_MAX, DBL_MIN, -2.5, 3.5, 0.5,
      1e100, INFINITY, -INFINITY};
  for (size_t index = 0; index < sizeof values / sizeof values[0]; index++) {
    double value = values[index];
    char text[400];
    printf("%g %e %.0f|%.3f|%a %.17g\n", value, value, fabs(value) < 1e30 ? value : 0, fabs(value) < 1e30 ? value : 0, value, value);
    snprintf(text, sizeof text, "%.17g", value);
    if (strtod(text, NULL) != value) printf("does not come back: %s\n", text);
  }
  printf("%s\n", isnan(strtod("nan", NULL)) ? "nan" : "?");
  printf("%8.3f|%-8.2f|%+.1e|%08.2f|%#.0f|% g\n", 3.14159, 2.5, 12345.678, -1.5, 4.0, 7.0);
  printf("%f %f %f %f\n", strtod("0x1.8p3", NULL), strtod(" -12.5e-1xyz", NULL), strtod(".5", NULL), (double)strtof("16777217", NULL));
  float single = 0.1f;
  printf("%.9g %.9g %a\n", (double)single, (double)(single * 3), (double)single);
  long double wide = 1.0L / 3;
  printf("%.33Lg %La\n", wide, wide);
  int count = 0;
  double parsed[3];
  count = sscanf("1.5 -2e3 0x.8", "%lf %lf %lf", &parsed[0], &parsed[1], &parsed[2]);
  printf("%d: %g %g %g\n", count, parsed[0], parsed[1], parsed[2]);
  printf("%ld %ld %lu\n", lround(2.5), lrint(2.5), (unsigned long)1e18);
  return 0;
}

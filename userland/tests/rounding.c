/* Rounding modes and exception flags of the floating-point unit. */
#include <fenv.h>
#include <math.h>
#include <stdint.h>

#include "show.h"

#pragma STDC FENV_ACCESS ON

static void show_flags(const char *what) {
  int raised = fetestexcept(FE_ALL_EXCEPT);
  printf("%s:%s%s%s%s%s\n", what, raised & FE_INEXACT ? " inexact" : "", raised & FE_UNDERFLOW ? " underflow" : "", raised & FE_OVERFLOW
      ? " overflow" : "",
         raised & FE_DIVBYZERO ? " divide-by-zero" : "", raised & FE_INVALID ? " invalid" : "");
  feclearexcept(FE_ALL_EXCEPT);
}

static void show_mode(const char *name, int mode) {
  volatile double one = 1, three = 3, minus = -1, half = 2.5, tiny = 5e-324;
  fesetround(mode);
  printf("%s: %a %a %a, rint %g %g, lrint %ld %ld, tiny/2 %a %a\n", name, one / three, minus / three, one + 1e-17, rint(half), rint(-half),
         lrint(half), lrint(-half), tiny / 2, -tiny / 2);
  volatile float narrow = (float)(one / three);
  printf("  to single %a, from integer %a, to integer %ld\n", (double)narrow, (double)(volatile int64_t){0x7fffffffffffff01}, (long)half);
  fesetround(FE_TONEAREST);
}

int main(void) {
  volatile double zero = 0, one = 1, three = 3, huge = 1e308, tiny = 5e-324, nan = NAN, minus = -1;
  volatile double result;
  show_mode("to nearest", FE_TONEAREST);
  show_mode("toward zero", FE_TOWARDZERO);
  show_mode("down", FE_DOWNWARD);
  show_mode("up", FE_UPWARD);
  feclearexcept(FE_ALL_EXCEPT);
  result = one + one;
  show_flags("1 + 1");
  result = one / three;
  show_flags("1 / 3");
  result = one / zero;
  show_flags("1 / 0");
  result = zero / zero;
  show_flags("0 / 0");
  result = huge * huge;
  show_flags("1e308 * 1e308");
  result = tiny * tiny;
  show_flags("5e-324 * 5e-324");
  result = tiny / 2;
  show_flags("5e-324 / 2");
  result = sqrt(minus);
  show_flags("sqrt(-1)");
  result = nan + one;
  show_flags("NaN + 1");
  volatile long integer = (long)nan;
  show_flags("NaN to integer");
  printf("%ld\n", integer);
  integer = (long)huge;
  show_flags("1e308 to integer");
  printf("%ld\n", integer);
  volatile unsigned long natural = (unsigned long)minus;
  show_flags("-1 to unsigned");
  printf("%lu\n", natural);
  volatile int compared = nan < one;
  show_flags("NaN < 1");
  compared = nan == one;
  show_flags("NaN == 1");
  printf("%d %d\n", compared, (int)(result != result));
  fenv_t saved;
  fesetround(FE_UPWARD);
  feraiseexcept(FE_OVERFLOW);
  fegetenv(&saved);
  fesetenv(FE_DFL_ENV);
  printf("default: mode is to nearest %d, flags %d\n", fegetround() == FE_TONEAREST, fetestexcept(FE_ALL_EXCEPT));
  fesetenv(&saved);
  printf("saved: mode is up %d, overflow %d\n", fegetround() == FE_UPWARD, fetestexcept(FE_OVERFLOW) != 0);
  if (fork() == 0) {
    printf("the child inherits: up %d\n", fegetround() == FE_UPWARD);
    _exit(0);
  }
  wait(NULL);
  return 0;
}

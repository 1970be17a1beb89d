/* Jumps out of deep calls, with and without the signal mask. */
#define _GNU_SOURCE
#include <setjmp.h>

#include "show.h"

static jmp_buf plain;
static sigjmp_buf with_mask;

static __attribute__((noinline)) void descend(int depth) {
  volatile char frame[200];
  frame[0] = (char)depth;
  if (depth == 0) longjmp(plain, 42);
  descend(depth - 1);
  frame[1] = frame[0];
}

static int is_blocked(int number) {
  sigset_t now;
  sigprocmask(SIG_BLOCK, NULL, &now);
  return sigismember(&now, number);
}

static void leave(int number) {
  siglongjmp(with_mask, number);
}

int main(void) {
  volatile int kept = 1;
  int value = setjmp(plain);
  if (value == 0) {
    kept = 2;
    descend(100);
  }
  printf("came back with %d, kept %d\n", value, kept);
  value = setjmp(plain);
  if (value < 3) longjmp(plain, value == 0 ? 0 : value + 1);
  printf("longjmp of 0 gives 1, then %d\n", value);
  signal(SIGUSR1, leave);
  for (int save = 0; save < 2; save++) {
    if (sigsetjmp(with_mask, save) == 0) raise(SIGUSR1);
    printf("mask saved %d: still blocked %d\n", save, is_blocked(SIGUSR1));
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
  }
  volatile double values[4] = {1.5, 2.5, 3.5, 4.5};
  volatile int times = 0;
  if (setjmp(plain) < 5) {
    times = times + 1;
    for (int index = 0; index < 4; index++) values[index] *= 2;
    longjmp(plain, times);
  }
  printf("%d times, %g %g\n", times, values[0], values[3]);
  return 0;
}

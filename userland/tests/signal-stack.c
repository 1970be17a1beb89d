/* Handlers on an alternate stack, and a stack that overflows. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdint.h>

#include "show.h"

enum { STACK_SIZE = 65536 };

static char stack[STACK_SIZE];
static volatile int on_it, reported;
static sigjmp_buf back;

static int is_on_stack(const void *address) {
  return (uintptr_t)address >= (uintptr_t)stack && (uintptr_t)address < (uintptr_t)stack + STACK_SIZE;
}

static void look(int number) {
  char local = 0;
  stack_t now;
  (void)number;
  on_it = is_on_stack(&local);
  sigaltstack(NULL, &now);
  reported = now.ss_flags;
}

static void overflowed(int number) {
  (void)number;
  char local = 0;
  on_it = is_on_stack(&local);
  siglongjmp(back, 1);
}

static __attribute__((noinline)) int recurse(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

int main(void) {
  stack_t alternate = {.ss_sp = stack, .ss_size = STACK_SIZE};
  stack_t old;
  SHOW(sigaltstack(NULL, &old));
  CHECK(old.ss_flags == SS_DISABLE);
  SHOW(sigaltstack(&alternate, NULL));
  struct sigaction action = {.sa_handler = look};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  printf("without SA_ONSTACK: on it %d, flags %d\n", on_it, reported);
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  printf("with SA_ONSTACK: on it %d, SS_ONSTACK %d\n", on_it, (reported & SS_ONSTACK) != 0);
  sigaltstack(NULL, &old);
  CHECK(old.ss_sp == stack && old.ss_size == STACK_SIZE && old.ss_flags == 0);
  alternate.ss_size = 100;
  SHOW(sigaltstack(&alternate, NULL));
  alternate.ss_size = STACK_SIZE;
  alternate.ss_flags = 77;
  SHOW(sigaltstack(&alternate, NULL));
  action.sa_handler = overflowed;
  sigaction(SIGSEGV, &action, NULL);
  for (int times = 0; times < 2; times++) {
    on_it = 0;
    if (sigsetjmp(back, 1) == 0) recurse(times);
    printf("overflow caught, on the alternate stack: %d\n", on_it);
  }
  alternate.ss_flags = SS_DISABLE;
  SHOW(sigaltstack(&alternate, NULL));
  return 0;
}

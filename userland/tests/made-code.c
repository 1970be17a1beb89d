/* Code that a program writes itself: only executable memory can be run, and fence.i makes new instructions seen. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096, ADDI_A0 = 0x00000513, RET = 0x00008067 };

/** Writes "li a0, value; ret". */
static void write_function(uint32_t *code, int value) {
  code[0] = ADDI_A0 | (uint32_t)value << 20;
  code[1] = RET;
  __asm__ volatile("fence.i" ::: "memory");
}

static void *map(int protection) {
  return mmap(NULL, PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void show_calls(void) {
  uint32_t *code = map(PROT_READ | PROT_WRITE | PROT_EXEC);
  int (*function)(void) = (int (*)(void))(uintptr_t)code;
  write_function(code, 7);
  printf("first: %d\n", function());
  write_function(code, 8);
  printf("rewritten: %d\n", function());
  int sum = 0;
  for (int value = 0; value < 200; value++) {
    write_function(code, value);
    sum += function();
  }
  printf("sum of 200 rewritings: %d\n", sum);
  SHOW(mprotect(code, PAGE, PROT_READ | PROT_EXEC));
  printf("after mprotect: %d\n", function());
  FAULT(code, *(volatile uint32_t *)code = 1);
}

static void show_faults(void) {
  uint32_t *code = map(PROT_READ | PROT_WRITE);
  int (*function)(void) = (int (*)(void))(uintptr_t)code;
  write_function(code, 9);
  FAULT(code, function());
  SHOW(mprotect(code, PAGE, PROT_READ | PROT_EXEC));
  printf("once executable: %d\n", function());
  int (*nowhere)(void) = (int (*)(void))(uintptr_t)64;
  FAULT(0, nowhere());
}

int main(void) {
  catch_faults();
  show_calls();
  show_faults();
  return 0;
}

/* The program break: growing, shrinking, zeros again after both. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/syscall.h>

#include "show.h"

enum { PAGE = 4096 };

static char *set_break(char *address) {
  return (char *)syscall(SYS_brk, address);
}

int main(void) {
  uintptr_t aligned = ((uintptr_t)set_break(NULL) + PAGE - 1) / PAGE * PAGE;
  char *begun = set_break((char *)aligned);
  volatile char *heap = begun;
  SHOW(set_break(begun + 10 * PAGE) - begun);
  SHOW(set_break(NULL) - begun);
  int nonzero = 0;
  for (int index = 0; index < 10 * PAGE; index++) nonzero += heap[index] != 0;
  printf("bytes that are not zero: %d\n", nonzero);
  heap[0] = heap[5 * PAGE] = heap[10 * PAGE - 1] = 'h';
  SHOW(set_break(begun + 5 * PAGE) - begun);
  printf("kept: %c\n", heap[0]);
  SHOW(set_break(begun + 10 * PAGE) - begun);
  printf("after growing again: %d %d\n", heap[5 * PAGE], heap[10 * PAGE - 1]);
  SHOW(set_break((char *)8) - begun);
  SHOW(set_break(begun + 100) - begun);
  heap[99] = 1;
  SHOW(set_break(begun) - begun);
  return 0;
}

/* Changing what memory may be used for, and what a forbidden use gives. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

static const char constant[] = "read-only data";

int main(void) {
  catch_faults();
  volatile char *memory = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory[PAGE] = 'm';
  SHOW(mprotect((void *)(memory + PAGE), PAGE, PROT_READ));
  FAULT(memory, memory[PAGE + 3] = 1);
  printf("still there: %c\n", memory[PAGE]);
  FAULT(memory, memory[0] = 1);
  FAULT(memory, memory[2 * PAGE] = 1);
  SHOW(mprotect((void *)(memory + PAGE), PAGE, PROT_NONE));
  FAULT(memory, memory[0] = memory[PAGE]);
  SHOW(mprotect((void *)memory, 4 * PAGE, PROT_READ | PROT_WRITE));
  FAULT(memory, memory[PAGE] = 'n');
  SHOW(mprotect((void *)memory, PAGE, 0x40));
  munmap((void *)(memory + 3 * PAGE), PAGE);
  SHOW(mprotect((void *)(memory + 3 * PAGE), PAGE, PROT_READ));
  FAULT(constant, *(volatile char *)(uintptr_t)constant = 1);
  FAULT(&main, *(volatile char *)(uintptr_t)&main = 1);
  return 0;
}

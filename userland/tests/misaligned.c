/* Loads and stores at any address, also across pages. */
#include <stdint.h>
#include <sys/mman.h>

#include "fault.h"

enum { PAGE = 4096 };

static uint64_t load(const unsigned char *at, int size) {
  uint64_t value = 0;
  if (size == 8) __asm__ volatile("ld %0, (%1)" : "=r"(value) : "r"(at) : "memory");
  if (size == 4) __asm__ volatile("lwu %0, (%1)" : "=r"(value) : "r"(at) : "memory");
  if (size == 2) __asm__ volatile("lhu %0, (%1)" : "=r"(value) : "r"(at) : "memory");
  return value;
}

static void store(unsigned char *at, int size, uint64_t value) {
  if (size == 8) __asm__ volatile("sd %0, (%1)" : : "r"(value), "r"(at) : "memory");
  if (size == 4) __asm__ volatile("sw %0, (%1)" : : "r"(value), "r"(at) : "memory");
  if (size == 2) __asm__ volatile("sh %0, (%1)" : : "r"(value), "r"(at) : "memory");
}

static uint64_t by_bytes(const unsigned char *at, int size) {
  uint64_t value = 0;
  for (int index = size - 1; index >= 0; index--) value = value << 8 | at[index];
  return value;
}

int main(void) {
  unsigned char *memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int wrong = 0;
  for (int index = 0; index < 2 * PAGE; index++) memory[index] = (unsigned char)(index * 31 + index / 256);
  for (int size = 2; size <= 8; size *= 2) {
    for (int offset = 0; offset < 16; offset++) wrong += load(memory + offset, size) != by_bytes(memory + offset, size);
    for (int offset = PAGE - 8; offset < PAGE; offset++) wrong += load(memory + offset, size) != by_bytes(memory + offset, size);
    for (int offset = PAGE - 8; offset < PAGE; offset++) {
      store(memory + offset, size, 0x1122334455667788u * (uint64_t)offset);
      wrong += by_bytes(memory + offset, size) != (0x1122334455667788u * (uint64_t)offset & (size == 8 ? ~0ul : (1ul << size * 8) - 1));
    }
  }
  printf("wrong values: %d\n", wrong);
  double number = 1234.5;
  memcpy(memory + PAGE - 3, &number, sizeof number);
  __asm__ volatile("fld %0, (%1)" : "=f"(number) : "r"(memory + PAGE - 3));
  printf("a double across two pages: %g\n", number);
  catch_faults();
  munmap(memory + PAGE, PAGE);
  FAULT(memory, load(memory + PAGE - 3, 8));
  FAULT(memory, store(memory + PAGE - 3, 8, 0));
  return 0;
}

/* qsort, bsearch and a checksum over much data. */
#include <stdint.h>

#include "show.h"

enum { COUNT = 100000 };

static uint32_t state = 12345;

static uint32_t next(void) {
  state = state * 1664525 + 1013904223;
  return state >> 8;
}

static int ascending(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

static int by_text(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

static uint32_t crc32(const unsigned char *data, size_t length) {
  uint32_t crc = ~0u;
  for (size_t index = 0; index < length; index++) {
    crc ^= data[index];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc;
}

int main(void) {
  static uint32_t numbers[COUNT];
  uint64_t before = 0;
  uint64_t after = 0;
  for (int index = 0; index < COUNT; index++) before += numbers[index] = next();
  qsort(numbers, COUNT, sizeof *numbers, ascending);
  int wrong = 0;
  for (int index = 0; index < COUNT; index++) {
    after += numbers[index];
    wrong += index > 0 && numbers[index - 1] > numbers[index];
  }
  printf("out of order %d, same sum %d, smallest %u, largest %u\n", wrong, before == after, numbers[0], numbers[COUNT - 1]);
  printf("crc %08x\n", crc32((unsigned char *)numbers, sizeof numbers));
  uint32_t key = numbers[777];
  uint32_t *found = bsearch(&key, numbers, COUNT, sizeof *numbers, ascending);
  printf("found %d\n", found != NULL && *found == key);
  printf("crc of 123456789: %08x\n", crc32((const unsigned char *)"123456789", 9));
  char *words[] = {"pear", "apple", "fig", "banana", "cherry", "Apple", "", "fig"};
  qsort(words, 8, sizeof *words, by_text);
  for (int index = 0; index < 8; index++) printf("%s%s", words[index], index < 7 ? "," : "\n");
  return 0;
}

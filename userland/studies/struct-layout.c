/* struct-layout: sums one field of many records, kept as an array of structures or as a structure of arrays. */
#include <string.h>

#include "cycles.h"

static const char usage[] =
    "usage: struct-layout [records|columns [COUNT]]\n"
    "Sum one 8-byte field of COUNT (8192 unless told) 64-byte records, four times, and print field: the cycles of one. `records` keeps whole\n"
    "records side by side, `columns` keeps each field's values side by side.\n"
    "concept: data layout\n"
    "example: struct-layout columns\n";

enum { FIELDS = 8, PASSES = 4 };

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  bool columns = optind < argc && strcmp(argv[optind], "columns") == 0;
  uint64_t count = operand(argc, argv, 1, 8192, 1, 1 << 20);
  volatile uint64_t *memory = must_allocate(count * FIELDS * 8);
  for (uint64_t index = 0; index < count * FIELDS; index++) memory[index] = index;
  uint64_t step = columns ? 1 : FIELDS, sum = 0;
  uint64_t begun = cycles();
  for (int pass = 0; pass < PASSES; pass++) {
    for (uint64_t index = 0; index < count; index++) sum += memory[index * step];
  }
  figure("field", (double)(cycles() - begun) / (double)(PASSES * count));
  __asm__ volatile("" : : "r"(sum));
  return tool_finish();
}

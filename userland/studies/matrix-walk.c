/* matrix-walk: sums a square matrix along its rows or down its columns. Shows what neighbours in a line are worth. */
#include <string.h>

#include "cycles.h"

static const char usage[] =
    "usage: matrix-walk [rows|columns [SIDE]]\n"
    "Sum SIDE x SIDE (256 unless told) doubles-to-be in the order of memory (rows) or across it (columns), and print access: cycles of one.\n"
    "concept: spatial locality\n"
    "example: matrix-walk columns 512\n";

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  bool down = optind < argc && strcmp(argv[optind], "columns") == 0;
  uint64_t side = operand(argc, argv, 1, 256, 2, 2048);
  volatile uint64_t *matrix = must_allocate(side * side * 8);
  for (uint64_t index = 0; index < side * side; index++) matrix[index] = index;
  uint64_t near = down ? side : 1, far = down ? 1 : side, sum = 0;
  uint64_t begun = cycles();
  for (uint64_t outer = 0; outer < side; outer++) {
    for (uint64_t inner = 0; inner < side; inner++) sum += matrix[outer * far + inner * near];
  }
  uint64_t used = cycles() - begun;
  figure("access", (double)used / (double)(side * side));
  fprintf(stderr, "matrix-walk: sum %lu\n", sum);
  return tool_finish();
}

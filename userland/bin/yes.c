/* yes: writes a line without end. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool.h"

static const char usage[] =
  "usage: yes [WORD]...\n"
  "Writes the WORDs, or y, again and again until it is killed or nobody reads.\n";

enum { BLOCK_SIZE = 1 << 14 };

/** The line, as often as it fits into `block`. @returns its bytes, or 0 when one line is longer than `block` */
static size_t fill(char block[BLOCK_SIZE], int count, char **words) {
  size_t length = 0;
  for (int i = 0; i < count; i++) {
    size_t size = strlen(words[i]);
    if (length + size + 1 > BLOCK_SIZE) return 0;
    memcpy(block + length, words[i], size);
    length += size;
    block[length++] = i + 1 < count ? ' ' : '\n';
  }
  size_t filled = length;
  for (; filled + length <= BLOCK_SIZE; filled += length) memcpy(block + filled, block, length);
  return filled;
}

int main(int argc, char **argv) {
  static char block[BLOCK_SIZE];
  static char *just_y[] = {"y"};
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "+", NULL) != -1) continue;
  bool has_words = optind < argc;
  size_t filled = fill(block, has_words ? argc - optind : 1, has_words ? argv + optind : just_y);
  if (filled == 0) fail(1, "the words are longer than %d bytes", BLOCK_SIZE);
  while (!ferror(stdout)) fwrite(block, 1, filled, stdout);
  return tool_finish();
}

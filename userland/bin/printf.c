/* printf: writes its words in a format. */
#include <stdio.h>
#include <string.h>

#include "tool.h"
#include "words.h"

static const char usage[] =
  "usage: printf FORMAT [WORD]...\n"
  "Writes the WORDs as FORMAT says: %s text, %d %i %u %o %x %X %c, %e %f %g numbers, %b text with escapes, %% a percent sign;\n"
  "flags, width and precision as in C; \\n \\t \\NNN \\xHH are escapes. FORMAT is used again until all WORDs are written.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  if (argc == 2 && strcmp(argv[1], "--help") == 0) fputs(usage, stdout);
  else tool_status = printf_words(argc, argv);
  return tool_finish();
}

/* echo: writes its words. */
#include <stdio.h>
#include <string.h>

#include "tool.h"
#include "words.h"

static const char usage[] =
  "usage: echo [-neE] [WORD]...\n"
  "Writes the WORDs with spaces between them.\n"
  "  -n  no line end   -e  \\n \\t \\0NNN \\xHH \\c ... are escapes   -E  they are not (usual)\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  if (argc == 2 && strcmp(argv[1], "--help") == 0) fputs(usage, stdout);
  else tool_status = echo_words(argc, argv);
  return tool_finish();
}

/* sync: has everything written to storage. */
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: sync\n"
  "Has the kernel write what it holds back to storage.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  sync();
  return 0;
}

/* rmdir: removes empty directories. */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: rmdir [-p] DIRECTORY...\n"
  "Removes the DIRECTORIES, which must be empty.\n"
  "  -p  then those above them as well\n";

int main(int argc, char **argv) {
  bool parents = false;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "p", NULL) != -1) parents = true;
  if (optind == argc) usage_error("needs a directory");
  for (; optind < argc; optind++) {
    char *path = argv[optind];
    bool removed = rmdir(path) == 0;
    if (!removed) complain(path);
    for (char *slash; parents && removed && (slash = strrchr(path, '/')) && slash != path;) {
      *slash = 0;
      removed = rmdir(path) == 0;
      if (!removed) complain(path);
    }
  }
  return tool_finish();
}

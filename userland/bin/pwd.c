/* pwd: writes the working directory. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: pwd [-L|-P]\n"
  "Writes the working directory.\n"
  "  -L  as $PWD names it, if that is right   -P  without symbolic links (usual)\n";

static bool is_here(const char *path) {
  struct stat here, there;
  return stat(path, &there) == 0 && stat(".", &here) == 0 && here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

int main(int argc, char **argv) {
  bool logical = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "LP", NULL)) != -1;) logical = option == 'L';
  const char *named = getenv("PWD");
  if (logical && named && *named == '/' && is_here(named)) {
    puts(named);
    return tool_finish();
  }
  char directory[PATH_MAX];
  if (!getcwd(directory, sizeof directory)) die("working directory");
  puts(directory);
  return tool_finish();
}

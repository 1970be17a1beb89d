/* mkdir: makes directories. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file-mode.h"
#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: mkdir [-pv] [-m MODE] DIRECTORY...\n"
  "Makes the DIRECTORIES.\n"
  "  -p  also those above; it is no error when they are there   -m MODE  with this mode (755, u=rwx,go=)   -v  say so\n";

static bool verbose;

static bool make(const char *path, mode_t mode) {
  if (mkdir(path, mode) != 0) return false;
  if (verbose) printf("mkdir: made %s\n", path);
  return true;
}

/** Makes every directory on the way. */
static bool make_parents(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (!make(path, 0777) && errno != EEXIST && !path_is_directory(path)) {
      complain(path);
      *slash = '/';
      return false;
    }
    *slash = '/';
  }
  return true;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"parents", no_argument, NULL, 'p'}, {0}};
  bool parents = false;
  const char *mode_word = NULL;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "pvm:", longs)) != -1;) {
    if (option == 'p') parents = true;
    else if (option == 'v') verbose = true;
    else mode_word = optarg;
  }
  if (optind == argc) usage_error("needs a directory");
  mode_t mode = 0777;
  if (mode_word && !mode_apply(mode_word, 0777, true, 0, &mode)) usage_error("%s: bad mode", mode_word);
  for (; optind < argc; optind++) {
    char *path = argv[optind];
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    if (parents && (!*path || !make_parents(path))) continue;
    if (!make(path, mode)) {
      if (!parents || !path_is_directory(path)) complain(path);
    } else if (mode_word && chmod(path, mode) != 0) {
      complain(path);
    }
  }
  return tool_finish();
}

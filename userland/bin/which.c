/* which: where programs are. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: which [-a] NAME...\n"
  "Writes the path of each program as $PATH finds it; exit status 1 when one is not found.\n"
  "  -a  all of them, not only the first\n";

static bool is_program(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static bool search(const char *name, bool all) {
  bool found = false;
  const char *rest = getenv("PATH");
  if (strchr(name, '/')) {
    found = is_program(name);
    if (found) puts(name);
    return found;
  }
  while (rest && (all || !found)) {
    size_t length = strcspn(rest, ":");
    char *path = must_format("%.*s/%s", length > 0 ? (int)length : 1, length > 0 ? rest : ".", name);
    if (is_program(path)) {
      puts(path);
      found = true;
    }
    free(path);
    rest = rest[length] ? rest + length + 1 : NULL;
  }
  return found;
}

int main(int argc, char **argv) {
  bool all = false;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "a", NULL) != -1) all = true;
  if (optind == argc) usage_error("needs a name");
  for (; optind < argc; optind++) {
    if (!search(argv[optind], all)) tool_status = 1;
  }
  return tool_finish();
}

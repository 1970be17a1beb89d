/* basename: the last part of a path. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: basename PATH [SUFFIX]\n"
  "       basename -a [-s SUFFIX] PATH...\n"
  "Writes the last part of each PATH, without SUFFIX.\n";

static void print(const char *path, const char *suffix) {
  char *base = path_base(path);
  size_t length = strlen(base), cut = suffix ? strlen(suffix) : 0;
  if (cut > 0 && length > cut && strcmp(base + length - cut, suffix) == 0) base[length - cut] = 0;
  puts(base);
  free(base);
}

int main(int argc, char **argv) {
  bool several = false;
  const char *suffix = NULL;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+as:", NULL)) != -1;) {
    several = true;
    if (option == 's') suffix = optarg;
  }
  if (optind == argc) usage_error("needs a path");
  if (several) {
    for (; optind < argc; optind++) print(argv[optind], suffix);
    return tool_finish();
  }
  if (argc - optind > 2) usage_error("%s: too many words", argv[optind + 2]);
  print(argv[optind], argv[optind + 1]);
  return tool_finish();
}

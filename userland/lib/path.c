/* Names of files: see path.h. */
#include "path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"

char *path_join(const char *directory, const char *name) {
  size_t length = strlen(directory);
  return must_format("%s%s%s", directory, length > 0 && directory[length - 1] == '/' ? "" : "/", name);
}

char *path_base(const char *path) {
  size_t end = strlen(path);
  while (end > 1 && path[end - 1] == '/') end--;
  size_t begin = end;
  while (begin > 0 && path[begin - 1] != '/') begin--;
  if (begin == end && end > 0) begin--;
  return must_format("%.*s", (int)(end - begin), path + begin);
}

bool path_is_directory(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool ask(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fflush(stdout);
  fprintf(stderr, "%s: ", tool_name);
  vfprintf(stderr, format, arguments);
  fputs("? ", stderr);
  va_end(arguments);
  int first = getchar();
  for (int c = first; c != '\n' && c != EOF;) c = getchar();
  return first == 'y' || first == 'Y';
}

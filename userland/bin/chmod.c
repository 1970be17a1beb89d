/* chmod: sets the modes of files. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file-mode.h"
#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: chmod [-Rv] MODE FILE...\n"
  "Sets the mode of the FILEs: 755, or what changes: u+x, go-w, a=r, +X.\n"
  "  -R  of all below directories too   -v  say so\n";

static bool recursive, verbose;
static mode_t mask;

static void change(const char *path, const char *mode) {
  struct stat status;
  if (stat(path, &status) != 0) {
    complain(path);
    return;
  }
  mode_t wanted;
  if (!mode_apply(mode, status.st_mode, S_ISDIR(status.st_mode), mask, &wanted)) usage_error("%s: bad mode", mode);
  if (chmod(path, wanted) != 0) complain(path);
  else if (verbose) printf("mode of '%s' is now %04o\n", path, wanted);
  DIR *directory = recursive && S_ISDIR(status.st_mode) ? opendir(path) : NULL;
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || entry->d_type == DT_LNK) continue;
    char *inner = path_join(path, entry->d_name);
    change(inner, mode);
    free(inner);
  }
  if (directory) closedir(directory);
}

int main(int argc, char **argv) {
  int next = 1;
  tool_begin(argv, usage);
  /* A mode such as -w looks like an option. */
  for (; next < argc && argv[next][0] == '-' && !strchr("rwxXst", argv[next][1]); next++) {
    if (strcmp(argv[next], "--help") == 0) {
      fputs(usage, stdout);
      return tool_finish();
    }
    if (strcmp(argv[next], "--") == 0) {
      next++;
      break;
    }
    if (argv[next][strspn(argv[next] + 1, "Rvf") + 1]) usage_error("unknown option: %s", argv[next]);
    recursive |= strchr(argv[next], 'R') != NULL;
    verbose |= strchr(argv[next], 'v') != NULL;
  }
  if (argc - next < 2) usage_error("needs a mode and a file");
  mask = umask(0);
  umask(mask);
  for (int i = next + 1; i < argc; i++) change(argv[i], argv[next]);
  return tool_finish();
}

/* rm: removes files and trees. */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: rm [-rfiv] FILE...\n"
  "Removes the FILEs.\n"
  "  -r -R  directories with all that is in them   -d  empty directories\n"
  "  -f     no questions, no message for a file that is not there\n"
  "  -i     ask before each   -v  say what is removed\n";

static struct {
  bool recursive, force, interactive, verbose, directories;
} options;

static bool may_remove(const char *path, const char *what) {
  return !options.interactive || ask("remove %s '%s'", what, path);
}

static void report(const char *path, bool done) {
  if (!done) complain(path);
  else if (options.verbose) printf("removed '%s'\n", path);
}

static void remove_path(const char *path);

static void remove_tree(const char *path) {
  if (options.interactive && !ask("descend into '%s'", path)) return;
  DIR *directory = opendir(path);
  if (!directory) {
    complain(path);
    return;
  }
  char **names = NULL;
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    names = must_reallocate(names, (count + 1) * sizeof *names);
    names[count++] = path_join(path, entry->d_name);
  }
  closedir(directory);
  for (size_t i = 0; i < count; i++) {
    remove_path(names[i]);
    free(names[i]);
  }
  free(names);
  if (may_remove(path, "directory")) report(path, rmdir(path) == 0);
}

static void remove_path(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) {
    if (!options.force || (errno != ENOENT && errno != ENOTDIR)) complain(path);
    return;
  }
  if (!S_ISDIR(status.st_mode)) {
    if (may_remove(path, "file")) report(path, unlink(path) == 0);
  } else if (options.recursive) {
    remove_tree(path);
  } else if (options.directories) {
    if (may_remove(path, "directory")) report(path, rmdir(path) == 0);
  } else {
    errno = EISDIR;
    complain(path);
  }
}

static bool is_dangerous(const char *path) {
  char *base = path_base(path);
  bool dangerous = strcmp(base, ".") == 0 || strcmp(base, "..") == 0 || strcmp(base, "/") == 0;
  free(base);
  if (dangerous) complain_text("%s: refused", path);
  return dangerous;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"recursive", no_argument, NULL, 'r'}, {"force", no_argument, NULL, 'f'}, {0}};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "rRfivd", longs)) != -1;) {
    if (option == 'f') options.interactive = false;
    options.recursive |= option == 'r' || option == 'R';
    options.force |= option == 'f';
    options.interactive |= option == 'i';
    options.verbose |= option == 'v';
    options.directories |= option == 'd';
  }
  if (optind == argc && !options.force) usage_error("needs a file");
  for (; optind < argc; optind++) {
    if (!is_dangerous(argv[optind])) remove_path(argv[optind]);
  }
  return tool_finish();
}

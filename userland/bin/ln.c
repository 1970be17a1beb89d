/* ln: makes links. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: ln [-sfnv] TARGET [NAME]\n"
  "       ln [-sfnv] TARGET... DIRECTORY\n"
  "Makes a link to TARGET: another name of the same file, or with -s a symbolic link.\n"
  "  -f  in the place of a file that is there   -n  NAME may be a link to a directory, but is not entered   -v  say so\n";

static struct {
  bool symbolic, force, no_enter, verbose;
} options;

static void link_to(const char *target, const char *name) {
  if (options.force && unlink(name) != 0 && errno != ENOENT) {
    complain(name);
    return;
  }
  bool done = options.symbolic ? symlink(target, name) == 0 : link(target, name) == 0;
  if (!done) complain(errno == EEXIST ? name : options.symbolic ? name : target);
  else if (options.verbose) printf("'%s' -> '%s'\n", name, target);
}

static bool enters(const char *path) {
  struct stat status;
  if (options.no_enter && lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) return false;
  return path_is_directory(path);
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "sfnv", NULL)) != -1;) {
    options.symbolic |= option == 's';
    options.force |= option == 'f';
    options.no_enter |= option == 'n';
    options.verbose |= option == 'v';
  }
  int count = argc - optind;
  if (count < 1) usage_error("needs a target");
  char **words = argv + optind;
  const char *last = count == 1 ? "." : words[count - 1];
  if (count == 2 && !enters(last)) {
    link_to(words[0], last);
    return tool_finish();
  }
  if (!path_is_directory(last)) {
    errno = ENOTDIR;
    die(last);
  }
  for (int i = 0; i < (count == 1 ? 1 : count - 1); i++) {
    char *base = path_base(words[i]), *name = path_join(last, base);
    link_to(words[i], name);
    free(base);
    free(name);
  }
  return tool_finish();
}

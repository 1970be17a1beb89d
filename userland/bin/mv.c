/* mv: renames and moves files. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "copy.h"
#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: mv [-finv] FILE NAME\n"
  "       mv [-finv] FILE... DIRECTORY\n"
  "Renames FILE to NAME, or moves the FILEs into DIRECTORY; between file systems by a copy.\n"
  "  -f  ask nothing   -i  ask before overwriting   -n  overwrite nothing   -v  say so\n";

static struct {
  bool interactive, no_clobber, verbose;
} options;

static void remove_source(const char *path) {
  pid_t pid = fork();
  if (pid == 0) {
    execlp("rm", "rm", "-rf", "--", path, (char *)NULL);
    _exit(127);
  }
  int status;
  if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0) complain_text("%s: was copied, but could not be removed", path);
}

static void move(const char *from, const char *to) {
  struct stat status;
  bool there = lstat(to, &status) == 0;
  if (there && (options.no_clobber || (options.interactive && !ask("overwrite '%s'", to)))) return;
  if (rename(from, to) == 0) {
    if (options.verbose) printf("'%s' -> '%s'\n", from, to);
    return;
  }
  if (errno != EXDEV) {
    char *both = must_format("%s to %s", from, to);
    complain(both);
    free(both);
    return;
  }
  static const CopyOptions copy = {.recursive = true, .preserve = true, .keep_links = true, .force = true};
  if (copy_path(from, to, &copy)) remove_source(from);
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "finv", NULL)) != -1;) {
    if (option == 'f') options.interactive = options.no_clobber = false;
    options.interactive |= option == 'i';
    options.no_clobber |= option == 'n';
    options.verbose |= option == 'v';
  }
  int count = argc - optind;
  char **words = argv + optind;
  if (count < 2) usage_error("needs a file and where to");
  const char *last = words[count - 1];
  if (!path_is_directory(last)) {
    if (count > 2) {
      errno = ENOTDIR;
      die(last);
    }
    move(words[0], last);
    return tool_finish();
  }
  for (int i = 0; i < count - 1; i++) {
    char *base = path_base(words[i]), *to = path_join(last, base);
    move(words[i], to);
    free(base);
    free(to);
  }
  return tool_finish();
}

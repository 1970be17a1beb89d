/* Making, removing and walking folders; the working folder. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

/** The working folder below where the test began. */
static void show_cwd(size_t base) {
  char path[4096];
  printf("working folder: \"%s\"\n", getcwd(path, sizeof path) == NULL ? error_name(errno) : path + base);
}

int main(void) {
  char start[4096];
  getcwd(start, sizeof start);
  size_t base = strlen(start);
  SHOW(mkdir("a", 0755));
  SHOW(mkdir("a", 0755));
  SHOW(mkdir("a/b/c", 0755));
  SHOW(mkdir("a/b/", 0755));
  SHOW(mkdir("a/b/c", 0755));
  SHOW(rmdir("a"));
  SHOW(chdir("a/b/c"));
  show_cwd(base);
  SHOW(chdir(".."));
  show_cwd(base);
  int fd = open(".", O_RDONLY | O_DIRECTORY);
  SHOW(chdir("/"));
  SHOW(fchdir(fd));
  show_cwd(base);
  SHOW(getcwd((char[4]){0}, 4) == NULL ? -1 : 0);
  SHOW(rmdir("."));
  SHOW(rmdir("c/."));
  SHOW(rmdir("c/.."));
  SHOW(rmdir("missing"));
  put_file("file", "");
  SHOW(rmdir("file"));
  SHOW(chdir("file"));
  SHOW(fchdir(0 + 77));
  SHOW(mkdir("c/gone", 0755));
  SHOW(chdir("c/gone"));
  SHOW(rmdir("../gone"));
  show_cwd(0);
  SHOW(open("new", O_CREAT | O_WRONLY, 0644));
  SHOW(chdir(".."));
  show_cwd(base);
  SHOW(mkdirat(fd, "at", 0700));
  SHOW(unlinkat(fd, "at", 0));
  SHOW(unlinkat(fd, "at", AT_REMOVEDIR));
  SHOW(unlinkat(fd, "file", AT_REMOVEDIR));
  SHOW(unlinkat(fd, "file", 0));
  return 0;
}

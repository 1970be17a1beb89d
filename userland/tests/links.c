/* Hard links and symbolic links. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

static void show_links(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) printf("%s: %s\n", path, error_name(errno));
  else printf("%s: %s, %ld links, %ld bytes\n", path, S_ISLNK(status.st_mode) ? "symlink" : S_ISDIR(status.st_mode) ? "folder" : "file",
              S_ISDIR(status.st_mode) ? -1L : (long)status.st_nlink, S_ISDIR(status.st_mode) ? -1L : (long)status.st_size);
}

int main(void) {
  struct stat first, second;
  char target[32] = "";
  put_file("a", "text");
  SHOW(link("a", "b"));
  SHOW(link("a", "b"));
  show_links("a");
  stat("a", &first);
  stat("b", &second);
  CHECK(first.st_ino == second.st_ino && first.st_dev == second.st_dev);
  put_file("b", "changed");
  show_file("a");
  SHOW(unlink("a"));
  show_links("a");
  show_links("b");
  SHOW(mkdir("folder", 0755));
  SHOW(link("folder", "other"));
  SHOW(link("missing", "other"));
  SHOW(link("b", "missing/other"));
  SHOW(unlink("folder"));
  SHOW(unlink("missing"));
  SHOW(symlink("b", "s"));
  SHOW(symlink("b", "s"));
  SHOW(symlink("", "empty"));
  show_links("s");
  SHOW(readlink("s", target, sizeof target));
  printf("target \"%s\"\n", target);
  SHOW(readlink("s", target, 1));
  SHOW(readlink("b", target, sizeof target));
  SHOW(readlink("missing", target, sizeof target));
  SHOW(link("s", "hard"));
  show_links("hard");
  SHOW(linkat(AT_FDCWD, "s", AT_FDCWD, "followed", AT_SYMLINK_FOLLOW));
  show_links("followed");
  SHOW(symlink("nowhere", "dangling"));
  SHOW(access("dangling", F_OK));
  SHOW(open("dangling", O_RDONLY));
  SHOW(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0644));
  SHOW(open("dangling", O_CREAT | O_WRONLY, 0644));
  show_links("nowhere");
  SHOW(symlink("folder", "way"));
  SHOW(mkdir("way/below", 0755));
  show_links("folder/below");
  SHOW(rmdir("way"));
  SHOW(unlink("way"));
  show_links("folder");
  return 0;
}

/* Renaming: over files and folders, into itself, with flags, while a file is open. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "show.h"

static int rename_with(const char *from, const char *to, unsigned flags) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

enum { NOREPLACE = 1, EXCHANGE = 2 };

int main(void) {
  char text[8] = "";
  put_file("a", "first");
  put_file("b", "second");
  int fd = open("b", O_RDONLY);
  SHOW(rename("a", "b"));
  show_file("b");
  SHOW(read(fd, text, sizeof text));
  printf("the old file is still open: %.6s\n", text);
  SHOW(rename("missing", "x"));
  SHOW(rename("b", "missing/x"));
  SHOW(mkdir("folder", 0755));
  SHOW(mkdir("empty", 0755));
  put_file("folder/file", "inside");
  SHOW(rename("b", "folder"));
  SHOW(rename("folder", "b"));
  SHOW(rename("empty", "folder"));
  SHOW(rename("folder", "folder/below"));
  SHOW(rename("folder", "empty"));
  show_file("empty/file");
  SHOW(access("folder", F_OK));
  SHOW(rename("empty/.", "x"));
  SHOW(link("b", "c"));
  SHOW(rename("b", "c"));
  SHOW(access("b", F_OK));
  SHOW(rename("b", "b"));
  put_file("d", "third");
  SHOW(rename_with("d", "b", NOREPLACE));
  SHOW(rename_with("d", "e", NOREPLACE));
  SHOW(rename_with("e", "b", EXCHANGE));
  show_file("e");
  show_file("b");
  SHOW(rename_with("e", "b", 64));
  SHOW(symlink("b", "s"));
  SHOW(rename("s", "t"));
  SHOW(readlink("t", text, sizeof text));
  SHOW(rename("e", "t"));
  show_file("t");
  show_file("b");
  SHOW(mkdir("deep", 0755));
  SHOW(rename("empty", "deep/moved"));
  show_file("deep/moved/file");
  SHOW(chdir("deep/moved"));
  SHOW(rename("../moved", "../again"));
  show_file("file");
  show_file("../again/file");
  return 0;
}

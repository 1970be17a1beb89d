/* Chains and loops of symbolic links, dots, and paths that are too long. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

/** A chain link0 -> link1 -> ... -> file. */
static void make_chain(int length) {
  char from[16], to[16];
  for (int index = 0; index < length; index++) {
    snprintf(from, sizeof from, "link%d", index);
    snprintf(to, sizeof to, index + 1 < length ? "link%d" : "file", index + 1);
    if (symlink(to, from) != 0) printf("symlink failed\n");
  }
}

int main(void) {
  static char name[5000];
  put_file("file", "at the end");
  make_chain(40);
  show_file("link0");
  SHOW(unlink("link39"));
  SHOW(symlink("link40", "link39"));
  SHOW(symlink("file", "link40"));
  SHOW(open("link0", O_RDONLY));
  show_file("link1");
  SHOW(symlink("loop", "loop"));
  SHOW(open("loop", O_RDONLY));
  SHOW(access("loop/x", F_OK));
  SHOW(symlink("pong", "ping"));
  SHOW(symlink("ping", "pong"));
  SHOW(chdir("ping"));
  SHOW(mkdir("a", 0755));
  SHOW(mkdir("a/b", 0755));
  SHOW(symlink("../../file", "a/b/up"));
  show_file("a/b/up");
  show_file("./a/../a//b/./up");
  SHOW(symlink("a/b", "short"));
  show_file("short/../../file");
  show_file("short/up");
  SHOW(access("file/.", F_OK));
  SHOW(access("file/..", F_OK));
  SHOW(access("a/missing/../b", F_OK));
  SHOW(access("///////", F_OK));
  memset(name, 'n', 255);
  SHOW(mkdir(name, 0755));
  name[255] = 'n';
  SHOW(mkdir(name, 0755));
  memset(name, '/', 4095);
  SHOW(access(name, F_OK));
  name[4095] = '/';
  SHOW(access(name, F_OK));
  return 0;
}

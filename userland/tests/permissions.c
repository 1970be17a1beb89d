/* Who may do what: modes, owners, umask, set-group-id and sticky folders, as another user. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

static void show_mode(const char *path) {
  struct stat status;
  if (stat(path, &status) == 0) printf("%s: mode %o, owner %u:%u\n", path, status.st_mode & 07777, status.st_uid, status.st_gid);
}

static void as_other_user(void) {
  SHOW(setgid(2000));
  SHOW(setuid(1000));
  SHOW(open("private", O_RDONLY));
  SHOW(open("read-only", O_RDONLY));
  SHOW(open("read-only", O_WRONLY));
  SHOW(open("group", O_RDWR));
  SHOW(access("group", R_OK | W_OK));
  SHOW(access("group", X_OK));
  SHOW(access("private", F_OK));
  SHOW(open("closed/file", O_RDONLY));
  SHOW(access("closed", F_OK));
  SHOW(open("no-list", O_RDONLY | O_DIRECTORY));
  SHOW(open("no-list/file", O_RDONLY));
  SHOW(open("not-here", O_CREAT | O_WRONLY, 0644));
  SHOW(unlink("private"));
  SHOW(chmod("read-only", 0777));
  SHOW(chown("read-only", 1000, 1000));
  SHOW(setuid(0));
  umask(027);
  SHOW(open("shared/mine", O_CREAT | O_WRONLY, 0666));
  SHOW(mkdir("shared/folder", 0777));
  SHOW(chmod("shared/mine", 0600));
  SHOW(unlink("shared/other"));
  SHOW(rename("shared/other", "shared/taken"));
  SHOW(unlink("own"));
  SHOW(open("shared/mine", O_RDWR));
  SHOW(execl("read-only", "read-only", (char *)NULL));
}

int main(void) {
  chmod(".", 0755);
  put_file("private", "p");
  chmod("private", 0600);
  put_file("read-only", "r");
  chmod("read-only", 0444);
  put_file("group", "g");
  SHOW(chown("group", 0, 2000));
  chmod("group", 0660);
  mkdir("closed", 0700);
  put_file("closed/file", "c");
  mkdir("no-list", 0711);
  put_file("no-list/file", "n");
  mkdir("shared", 0755);
  SHOW(chown("shared", 0, 3000));
  SHOW(chmod("shared", 03777));
  put_file("shared/other", "o");
  show_mode("shared");
  show_mode("shared/other");
  put_file("own", "");
  chown("own", 1000, 1000);
  in_child("another user", as_other_user);
  show_mode("shared/mine");
  show_mode("shared/folder");
  SHOW(open("read-only", O_WRONLY));
  SHOW(access("private", X_OK));
  SHOW(access("shared", X_OK));
  put_file("program", "");
  chmod("program", 06755);
  show_mode("program");
  SHOW(chown("program", 1000, -1));
  show_mode("program");
  SHOW(umask(0777) == 022 ? 0 : 1);
  mkdir("masked", 0777);
  show_mode("masked");
  return 0;
}

/* execve closes what is marked so, keeps the rest, and keeps positions. */
#define _GNU_SOURCE
#include <fcntl.h>

#include "show.h"

static void run(void) {
  int kept = open("file", O_RDONLY);
  int closed = open("file", O_RDONLY | O_CLOEXEC);
  dup2(kept, 8);
  dup3(closed, 9, O_CLOEXEC);
  lseek(8, 4, SEEK_SET);
  execl("/bin/sh", "sh", "-c", "cat <&8; echo; (cat <&9) 2>/dev/null || echo 9 is closed", (char *)NULL);
}

int main(void) {
  put_file("file", "The rest of it");
  in_child("sh", run);
  return 0;
}

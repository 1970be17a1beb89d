/* Files: names, descriptors, pipes, holes, depth, and files that vanish. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

/** Empty files until no more fit; then all go. */
void eat_names(void) {
  char name[300];
  memset(name, 'n', sizeof name);
  name[256] = 0;
  printf("256 bytes: %s\n", open(name, O_CREAT | O_WRONLY, 0644) < 0 ? strerror(errno) : "made");
  name[255] = 0;
  printf("255 bytes: %s\n", close(open(name, O_CREAT | O_WRONLY, 0644)) < 0 ? strerror(errno) : "made");
  unlink(name);
  long made = 0;
  for (; made < 2000000; made++) {
    snprintf(name, sizeof name, "n%ld", made);
    int file = open(name, O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (file < 0) break;
    close(file);
  }
  printf("names: %s\n", strerror(errno));
  while (made-- > 0) {
    snprintf(name, sizeof name, "n%ld", made);
    if (unlink(name) != 0) printf("%s: %s\n", name, strerror(errno));
  }
}

void eat_descriptors(void) {
  while (dup(0) >= 0) continue;
  printf("dup: %s\n", strerror(errno));
  printf("pipe: %s\n", pipe((int[2]){0}) == 0 ? "made" : strerror(errno));
}

/** Processes with full pipes until the system has no more to give. */
void eat_pipes(void) {
  static char bytes[65536];
  int told[2];
  pipe(told);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){4096, 4096});
  for (int child = 0; child < 40; child++) {
    if (fork() > 0) continue;
    int ends[2], code;
    while (pipe2(ends, O_NONBLOCK) == 0) write(ends[1], bytes, sizeof bytes);
    code = errno;
    write(told[1], &code, sizeof code);
    sleep(1);
    _exit(0);
  }
  int full = 0, other = 0;
  for (int child = 0, code; child < 40 && read(told[0], &code, sizeof code) == sizeof code; child++) {
    if (code == EMFILE || code == ENFILE) full++;
    else other++;
  }
  while (wait(NULL) > 0) continue;
  printf("%d of 40 refused, %d otherwise\n", full, other);
}

/** A terabyte that is nearly all hole. */
void grow_sparse(void) {
  const off_t size = 1ll << 40;
  char byte = 1;
  struct stat status;
  int file = open("sparse", O_CREAT | O_RDWR, 0644);
  printf("truncate: %s\n", ftruncate(file, size) == 0 ? "done" : strerror(errno));
  for (off_t at = 4096; at <= size; at *= 4) {
    if (pwrite(file, "x", 1, at - 1) != 1) perror("pwrite");
  }
  pread(file, &byte, 1, size / 2);
  fstat(file, &status);
  printf("%lld bytes, %s, hole reads %d\n", (long long)status.st_size, status.st_blocks < 1000 ? "few blocks" : "many blocks", byte);
  printf("beyond: %s\n", lseek(file, -1, SEEK_SET) < 0 ? strerror(errno) : "there");
  printf("largest: %s\n", pwrite(file, "x", 1, 0x7fffffffffffffff) < 0 ? strerror(errno) : "written");
  ftruncate(file, 0);
  close(file);
  unlink("sparse");
}

/** Deeper than any path is long; and up again. */
void nest_directories(void) {
  int depth = 0;
  char path[8192];
  mkdir("deep", 0755);
  chdir("deep");
  for (; depth < 3000 && mkdir("d", 0755) == 0 && chdir("d") == 0; depth++) continue;
  printf("%d deep\n", depth);
  printf("getcwd: %s\n", getcwd(path, sizeof path) == NULL ? strerror(errno) : "known");
  for (size_t at = 0; at < sizeof path; at += 2) memcpy(path + at, "d/", 2);
  path[sizeof path - 1] = 0;
  printf("a path of 8 KiB: %s\n", chdir(path) == 0 ? "walked" : strerror(errno));
  for (; depth > 0; depth--) {
    if (chdir("..") != 0 || rmdir("d") != 0) perror("up");
  }
  chdir("..");
  printf("gone: %s\n", rmdir("deep") == 0 ? "yes" : strerror(errno));
}

/** Some write and read a file that others remove, rename and truncate. */
void remove_while_used(void) {
  for (int child = 0; child < 6; child++) {
    if (fork() > 0) continue;
    char bytes[5000] = {0};
    for (int round = 0; round < 100; round++) {
      int file = open("used", O_CREAT | O_RDWR, 0644);
      write(file, bytes, sizeof bytes);
      if (child % 3 == 0) unlink("used");
      if (child % 3 == 1) rename("used", "other");
      if (child % 3 == 2) truncate("other", 10);
      pread(file, bytes, sizeof bytes, 100);
      close(file);
    }
    _exit(0);
  }
  int ended = 0;
  for (int status; wait(&status) > 0;) ended += status == 0;
  unlink("used");
  unlink("other");
  printf("%d ended well\n", ended);
}

/* Memory by copies of a process, by page tables, by mappings. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

static char *map(unsigned long size, int flags) {
  return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

/** Children share the parent's memory until each writes to all of it. */
void eat_copies(void) {
  const unsigned long size = 4 * MIB;
  char *memory = map(size, 0);
  memset(memory, 1, size);
  int started = 0, killed = 0;
  for (; started < 40; started++) {
    pid_t child = fork();
    if (child < 0) break;
    if (child > 0) continue;
    for (int round = 2; round < 6; round++) memset(memory, round, size);
    sleep(1);
    _exit(0);
  }
  for (int status; wait(&status) > 0;) killed += WIFSIGNALED(status);
  printf("%s\n", started > 0 && killed > 0 ? "some were killed" : "none was killed");
}

/** One byte in every 2 MiB: the tables cost as much as the pages. */
void eat_page_tables(void) {
  const unsigned long size = 64ul << 30;
  char *memory = map(size, MAP_NORESERVE);
  if (memory == MAP_FAILED) {
    perror("mmap");
    return;
  }
  for (unsigned long at = 0; at < size; at += 2 * MIB) memory[at] = 1;
  puts("all touched");
}

/** Ranges far beyond RAM and user space, and more mappings than a process may have. */
void eat_mappings(void) {
  static const int shifts[] = {34, 37, 38, 47, 62, 63};
  for (size_t index = 0; index < sizeof shifts / sizeof shifts[0]; index++) {
    char *memory = map(1ul << shifts[index], MAP_NORESERVE);
    printf("2^%d: %s\n", shifts[index], memory == MAP_FAILED ? strerror(errno) : "mapped");
    if (memory != MAP_FAILED) munmap(memory, 1ul << shifts[index]);
  }
  long count = 0;
  for (int prot = PROT_READ; count < 100000; count++, prot ^= PROT_WRITE) {
    if (mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) break;
  }
  printf("%s after %s\n", strerror(errno), count > 60000 && count < 66000 ? "65530 mappings or so" : "another number");
}

/* cow: writes to memory after a fork. Shows copy-on-write: pages are shared until someone writes, and each write costs one page fault. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: cow [PAGES]\n"
    "Write to PAGES pages (64 unless told), fork, and count page faults while the child reads them all and then writes to them all.\n"
    "concept: demand paging, copy-on-write, minor page faults\n"
    "example: cow 256\n";

enum { PAGE_BYTES = 4096, MOST_PAGES = 16384 };

static long faults(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_minflt;
}

static uint64_t read_all(const volatile unsigned char *memory, uint64_t pages) {
  uint64_t sum = 0;
  for (uint64_t page = 0; page < pages; page++) sum += memory[page * PAGE_BYTES];
  return sum;
}

static void write_all(volatile unsigned char *memory, uint64_t pages, unsigned char value) {
  for (uint64_t page = 0; page < pages; page++) memory[page * PAGE_BYTES] = value;
}

static _Noreturn void run_child(unsigned char *memory, uint64_t pages, long *counts) {
  long before = faults();
  uint64_t sum = read_all(memory, pages);
  long after_read = faults();
  write_all(memory, pages, 2);
  counts[1] = after_read - before;
  counts[2] = faults() - after_read;
  _exit(sum == pages ? 0 : 1);
}

int main(int argc, char **argv) {
  uint64_t pages = 64;
  int status;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind < argc && (!parse_unsigned(argv[optind], &pages) || pages == 0 || pages > MOST_PAGES))
    usage_error("not a number of pages: %s", argv[optind]);
  unsigned char *memory = mmap(NULL, pages * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  long *counts = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || counts == MAP_FAILED) die("memory");
  madvise(memory, pages * PAGE_BYTES, MADV_NOHUGEPAGE);
  memset(counts, 0, PAGE_BYTES);
  long before = faults();
  write_all(memory, pages, 1);
  counts[0] = faults() - before;
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) run_child(memory, pages, counts);
  waitpid(child, &status, 0);
  printf("cow: %lu pages: %ld faults when first written; after fork: %ld when the child reads, %ld when it writes\n", pages, counts[0],
      counts[1],
         counts[2]);
  printf("cow: the child saw %s, the parent still has %s\n", status == 0 ? "the parent's values" : "other values",
         read_all(memory, pages) == pages ? "its own" : "the child's");
  return tool_finish();
}

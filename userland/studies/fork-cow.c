/* fork-cow: forks with much memory and writes part of it in the child. Shows what copy on write saves, and what it defers. */
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: fork-cow [PAGES [WRITTEN]]\n"
    "Fork with PAGES (512 unless told) pages of own memory; the child writes to WRITTEN (0) of them. Prints fork: cycles of fork(2) in the\n"
    "parent; write: cycles of all the child's writes; faults: its minor faults meanwhile.\n"
    "concept: copy on write\n"
    "example: fork-cow 512 256\n";

static uint64_t minor_faults(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (uint64_t)use.ru_minflt;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t pages = operand(argc, argv, 0, 512, 1, 16384);
  uint64_t written = operand(argc, argv, 1, 0, 0, pages);
  volatile char *memory = mmap(NULL, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) die("mmap");
  for (uint64_t page = 0; page < pages; page++) memory[page * 4096] = 1;
  uint64_t begun = cycles();
  pid_t child = fork();
  uint64_t forked = cycles() - begun;
  if (child < 0) die("fork");
  if (child != 0) {
    waitpid(child, NULL, 0);
    figure("fork", (double)forked);
    return tool_finish();
  }
  uint64_t faults = minor_faults();
  begun = cycles();
  for (uint64_t page = 0; page < written; page++) memory[page * 4096] = 2;
  uint64_t used = cycles() - begun;
  figure("write", (double)used);
  figure("faults", (double)(minor_faults() - faults));
  return tool_finish();
}

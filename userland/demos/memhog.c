/* memhog: takes memory and keeps it. Shows resident memory growing page by page, and what happens when there is none left. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: memhog [-u] [-w] [MB]\n"
    "Map MB megabytes (16 unless told) and write to each page.\n"
    "  -u, --untouched  only map: virtual memory grows, resident memory does not\n"
    "  -w, --wait       wait for a signal at the end\n"
    "concept: virtual against resident memory; demand paging; running out of memory\n"
    "example: memhog -w 64 & top -b -n 1 -o %MEM\n";

enum { PAGE_BYTES = 4096, MEGABYTE = 1 << 20 };

int main(int argc, char **argv) {
  static const struct option longs[] = {{"untouched", no_argument, NULL, 'u'}, {"wait", no_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
  uint64_t megabytes = 16;
  bool untouched = false;
  bool waits = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "uw", longs)) != -1;) {
    if (option == 'u') untouched = true;
    else waits = true;
  }
  if (optind < argc && (!parse_unsigned(argv[optind], &megabytes) || megabytes == 0 || megabytes > 100000))
    usage_error("not a number of megabytes: %s", argv[optind]);
  uint64_t bytes = megabytes * MEGABYTE;
  volatile char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) die("memory");
  for (uint64_t offset = 0; !untouched && offset < bytes; offset += PAGE_BYTES) memory[offset] = 1;
  printf("memhog: %lu MB %s\n", megabytes, untouched ? "mapped" : "written to");
  fflush(stdout);
  if (waits) pause();
  return tool_finish();
}

/* free: how much memory is used and free, from /proc/meminfo. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "numbers.h"
#include "proc-system.h"
#include "tool.h"

static const char usage[] =
    "usage: free [-b | -k | -m | -g | -h] [-tw] [-s SECONDS [-c COUNT]]\n"
    "Show memory that is used and free. `available` is what new programs can get without swapping.\n"
    "  -b -k -m -g      in bytes, KiB (default), MiB, GiB\n"
    "  -h, --human      in units that fit each number\n"
    "  --si             powers of 1000\n"
    "  -t, --total      a line for memory and swap together\n"
    "  -w, --wide       buffers and cache in columns of their own\n"
    "  -s, --seconds N  again every N seconds (fractions allowed); -c, --count N times\n"
    "example: free -h -s 1 -c 3\n";

typedef struct {
  int unit; /* power of the base: 0 bytes, 1 KiB ... */
  bool human, si, total, wide;
} Format;

enum { CELL = 24 };

/** The number in the shortest unit that needs at most three digits and one decimal. */
static void human_cell(char *cell, unsigned long long bytes, bool si) {
  static const char units[] = "BKMGTPE";
  const double base = si ? 1000 : 1024;
  const int widest = si ? 4 : 5;
  const char *suffix = si ? "" : "i";
  double value = (double)bytes;
  if (snprintf(cell, CELL, "%lluB", bytes) <= 4) return;
  for (int unit = 1; units[unit] != '\0'; unit++) {
    value /= base;
    if (snprintf(cell, CELL, "%.1f%c%s", value, units[unit], suffix) <= widest) return;
    if (snprintf(cell, CELL, "%lld%c%s", (long long)value, units[unit], suffix) <= widest) return;
  }
}

static void print_cell(long long kib, const Format *format) {
  char cell[CELL];
  unsigned long long value = (unsigned long long)(kib < 0 ? 0 : kib) * 1024;
  if (format->human) human_cell(cell, value, format->si);
  else {
    for (int step = 0; step < format->unit; step++) value /= format->si ? 1000 : 1024;
    snprintf(cell, sizeof cell, "%llu", value);
  }
  printf("%12s", cell);
}

static void print_row(const char *label, const long long *kib, int count, const Format *format) {
  printf("%-8s", label);
  for (int index = 0; index < count; index++) print_cell(kib[index], format);
  putchar('\n');
}

static void print_table(const Format *format) {
  ProcMemory memory;
  if (!proc_read_memory(&memory)) die("/proc/meminfo");
  const long long used = proc_used_kib(&memory);
  const long long cache = proc_cache_kib(&memory);
  const long long swap_used = memory.swap_total - memory.swap_free;
  if (format->wide) {
    puts("               total        used        free      shared     buffers       cache   available");
    print_row("Mem:", (long long[]){memory.total, used, memory.free, memory.shared, memory.buffers, cache, memory.available}, 7, format);
  } else {
    puts("               total        used        free      shared  buff/cache   available");
    print_row("Mem:", (long long[]){memory.total, used, memory.free, memory.shared, memory.buffers + cache, memory.available}, 6, format);
  }
  print_row("Swap:", (long long[]){memory.swap_total, swap_used, memory.swap_free}, 3, format);
  if (!format->total) return;
  print_row("Total:", (long long[]){memory.total + memory.swap_total, used + swap_used, memory.free + memory.swap_free}, 3, format);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {
      {"bytes", no_argument, NULL, 'b'}, {"kibi", no_argument, NULL, 'k'},     {"mebi", no_argument, NULL, 'm'},
      {"gibi", no_argument, NULL, 'g'},  {"human", no_argument, NULL, 'h'},    {"si", no_argument, NULL, 'S'},
      {"total", no_argument, NULL, 't'}, {"wide", no_argument, NULL, 'w'},     {"seconds", required_argument, NULL, 's'},
      {"count", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0},
  };
  Format format = {.unit = 1};
  struct timespec pause = {0, 0};
  uint64_t count = 1;
  bool repeat = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "bkmghtws:c:", longs)) != -1;) switch (option) {
    case 'b': format.unit = 0; break;
    case 'k': format.unit = 1; break;
    case 'm': format.unit = 2; break;
    case 'g': format.unit = 3; break;
    case 'h': format.human = true; break;
    case 'S': format.si = true; break;
    case 't': format.total = true; break;
    case 'w': format.wide = true; break;
    case 's':
      if (!parse_duration(optarg, &pause) || (pause.tv_sec == 0 && pause.tv_nsec == 0)) usage_error("not a delay: %s", optarg);
      if (!repeat) count = UINT64_MAX;
      repeat = true;
      break;
    case 'c':
      if (!parse_unsigned(optarg, &count) || count == 0) usage_error("not a count: %s", optarg);
      if (pause.tv_sec == 0 && pause.tv_nsec == 0) pause.tv_sec = 1;
      repeat = true;
      break;
  }
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  for (uint64_t done = 0; done < count; done++) {
    if (done > 0) nanosleep(&pause, NULL);
    print_table(&format);
    if (repeat && done + 1 < count) putchar('\n');
    fflush(stdout);
  }
  return tool_finish();
}

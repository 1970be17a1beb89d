/* vmstat: processes, memory, switches and CPU use, one line per interval; the first line covers the time since boot. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "numbers.h"
#include "proc-file.h"
#include "proc-system.h"
#include "tool.h"

static const char usage[] =
    "usage: vmstat [-anw] [-S k|K|m|M] [DELAY [COUNT]]\n"
    "Report runnable (r) and blocked (b) processes, memory, swap and disk traffic per second, interrupts (in) and context switches "
    "(cs) per\n"
    "second, and where CPU time went in percent: user, system, idle, waiting, stolen. The first line is the average since boot.\n"
    "  -a, --active     active and inactive memory instead of buffers and cache\n"
    "  -n, --one-header the header only once\n"
    "  -w, --wide       wider columns\n"
    "  -S UNIT          k 1000, K 1024 (default), m 1000000, M 1048576 bytes\n"
    "example: vmstat 1 5\n";

enum { LINES_PER_HEADER = 22 };

typedef struct {
  bool active, one_header, wide;
  char unit;
} Format;

/** Everything one line needs; counters since boot. */
typedef struct {
  ProcSystem system;
  ProcMemory memory;
  long long paged_in, paged_out, swapped_in, swapped_out; /* KiB, KiB, pages, pages */
} Sample;

static long long counter_or_zero(const char *text, const char *name) {
  long long value = proc_named_number(text, name);
  return value < 0 ? 0 : value;
}

static void take(Sample *sample) {
  if (!proc_read_system(&sample->system)) die("/proc/stat");
  if (!proc_read_memory(&sample->memory)) die("/proc/meminfo");
  char *text = proc_read_all("/proc/vmstat", NULL);
  sample->paged_in = text ? counter_or_zero(text, "pgpgin") : 0;
  sample->paged_out = text ? counter_or_zero(text, "pgpgout") : 0;
  sample->swapped_in = text ? counter_or_zero(text, "pswpin") : 0;
  sample->swapped_out = text ? counter_or_zero(text, "pswpout") : 0;
  free(text);
}

static void print_header(const Format *format) {
  const char *third = format->active ? "inact" : "buff";
  const char *fourth = format->active ? "active" : "cache";
  if (format->wide) {
    puts("--procs-- -----------------------memory---------------------- ---swap-- -----io---- -system-- ----------cpu----------");
    printf("   r    b         swpd         free %12s %12s   si   so    bi    bo   in   cs  us  sy  id  wa  st\n", third, fourth);
  } else {
    puts("procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----");
    printf(" r  b   swpd   free %6s %6s   si   so    bi    bo   in   cs us sy id wa st\n", third, fourth);
  }
}

static unsigned long long scaled(long long kib, char unit) {
  unsigned long long bytes = (unsigned long long)(kib < 0 ? 0 : kib) * 1024;
  switch (unit) {
    case 'k': return bytes / 1000;
    case 'm': return bytes / 1000000;
    case 'M': return bytes / 1048576;
    default: return bytes / 1024;
  }
}

static unsigned percent(unsigned long long part, unsigned long long whole) {
  return whole == 0 ? 0 : (unsigned)((100 * part + whole / 2) / whole);
}

/** `amount` per second, where the interval is `ticks` of one CPU. */
static unsigned long long rate(unsigned long long now, unsigned long long before, double seconds) {
  return now > before && seconds > 0 ? (unsigned long long)((double)(now - before) / seconds + 0.5) : 0;
}

static void print_line(const Sample *now, const Sample *before, double seconds, const Format *format) {
  const ProcMemory *memory = &now->memory;
  ProcCpu cpu = proc_cpu_since(&now->system.total, &before->system.total);
  unsigned long long ticks = proc_cpu_sum(&cpu);
  printf(format->wide ? "%4lld %4lld" : "%2lld %2lld", now->system.running, now->system.blocked);
  printf(format->wide ? " %12llu %12llu %12llu %12llu" : " %6llu %6llu %6llu %6llu",
         scaled(memory->swap_total - memory->swap_free, format->unit),
         scaled(memory->free, format->unit), scaled(format->active ? memory->inactive : memory->buffers, format->unit),
         scaled(format->active ? memory->active : proc_cache_kib(memory), format->unit));
  printf(" %4llu %4llu %5llu %5llu %4llu %4llu",
         rate((unsigned long long)now->swapped_in * 4, (unsigned long long)before->swapped_in * 4, seconds),
         rate((unsigned long long)now->swapped_out * 4, (unsigned long long)before->swapped_out * 4, seconds),
         rate((unsigned long long)now->paged_in, (unsigned long long)before->paged_in, seconds),
         rate((unsigned long long)now->paged_out, (unsigned long long)before->paged_out, seconds),
         rate(now->system.interrupts, before->system.interrupts, seconds), rate(now->system.switches, before->system.switches, seconds));
  printf(format->wide ? " %3u %3u %3u %3u %3u\n" : " %2u %2u %2u %2u %2u\n", percent(cpu.user + cpu.nice, ticks),
         percent(cpu.system + cpu.irq + cpu.softirq, ticks), percent(cpu.idle, ticks), percent(cpu.iowait, ticks),
         percent(cpu.steal, ticks));
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"active", no_argument, NULL, 'a'}, {"one-header", no_argument, NULL, 'n'},
                                        {"wide", no_argument, NULL, 'w'}, {"unit", required_argument, NULL, 'S'}, {NULL, 0, NULL, 0}};
  static Sample samples[2];
  Format format = {.unit = 'K'};
  struct timespec pause = {0, 0};
  uint64_t count = 1;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "anwS:", longs)) != -1;) switch (option) {
    case 'a': format.active = true; break;
    case 'n': format.one_header = true; break;
    case 'w': format.wide = true; break;
    case 'S':
      format.unit = optarg[0];
      if (optarg[0] == '\0' || optarg[1] != '\0' || strchr("kKmM", optarg[0]) == NULL) usage_error("-S takes k, K, m or M, not %s", optarg);
      break;
  }
  if (optind < argc) {
    if (!parse_duration(argv[optind], &pause) || (pause.tv_sec == 0 && pause.tv_nsec == 0)) usage_error("not a delay: %s", argv[optind]);
    count = UINT64_MAX;
  }
  if (optind + 1 < argc && (!parse_unsigned(argv[optind + 1], &count) || count == 0)) usage_error("not a count: %s", argv[optind + 1]);
  if (optind + 2 < argc) usage_error("unexpected word: %s", argv[optind + 2]);
  double last = 0;
  for (uint64_t line = 0; line < count; line++) {
    if (line > 0) nanosleep(&pause, NULL);
    double uptime = proc_uptime();
    take(&samples[line % 2]);
    if (line == 0 || (!format.one_header && line % LINES_PER_HEADER == 0)) print_header(&format);
    print_line(&samples[line % 2], &samples[(line + 1) % 2], uptime - last, &format);
    last = uptime;
    fflush(stdout);
  }
  return tool_finish();
}

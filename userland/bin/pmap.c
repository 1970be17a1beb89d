/* pmap: the memory of a process, region by region. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "proc-maps.h"
#include "proc-task.h"
#include "tool.h"

static const char usage[] =
    "usage: pmap [-x | -X] [-pq] PID...\n"
    "List the regions of a process's memory: address, size, permissions, what is mapped.\n"
    "  -x, --extended   how much of each is resident and how much was written to (dirty)\n"
    "  -X               the columns of /proc/PID/smaps\n"
    "  -p, --show-path  whole paths   -q, --quiet  no heading and no totals\n"
    "example: pmap -x $$\n";

enum { SHORT, EXTENDED, MORE };

typedef struct {
  int form;
  bool path, quiet;
} Format;

static const char *region_name(const ProcRegion *region, const Format *format) {
  if (region->name[0] == '\0') return format->form == MORE ? "" : "  [ anon ]";
  if (format->form == MORE) return region->name;
  if (strcmp(region->name, "[stack]") == 0) return "  [ stack ]";
  if (region->name[0] == '[') return "  [ anon ]";
  const char *slash = format->path ? NULL : strrchr(region->name, '/');
  return slash ? slash + 1 : region->name;
}

/** "rwxp" of maps as pmap's "rwx--" (the fourth is s for shared). */
static const char *mode_text(const ProcRegion *region) {
  static char mode[6];
  snprintf(mode, sizeof mode, "%.3s%c-", region->permissions, region->permissions[3] == 's' ? 's' : '-');
  return mode;
}

static void add(ProcRegion *sum, const ProcRegion *region) {
  sum->size += region->size;
  sum->rss += region->rss;
  sum->pss += region->pss;
  sum->referenced += region->referenced;
  sum->anonymous += region->anonymous;
  sum->swap += region->swap;
  sum->locked += region->locked;
  sum->private_dirty += region->private_dirty + region->shared_dirty;
}

static void print_heading(const Format *format) {
  if (format->quiet) return;
  if (format->form == EXTENDED) puts("Address           Kbytes     RSS   Dirty Mode  Mapping");
  if (format->form == MORE)
    puts("         Address Perm   Offset Device    Inode    Size     Rss     Pss Referenced Anonymous  Swap Locked Mapping");
}

static void print_region(const ProcRegion *region, const Format *format) {
  const char *name = region_name(region, format);
  if (format->form == SHORT) printf("%016llx %6lldK %s %s\n", region->start, region->size, mode_text(region), name);
  else if (format->form == EXTENDED) {
    printf("%016llx %7lld %7lld %7lld %s %s\n", region->start, region->size, region->rss, region->shared_dirty + region->private_dirty,
           mode_text(region), name);
  } else {
    printf("%16llx %s %08llx  %02x:%02x %8llu %7lld %7lld %7lld %10lld %9lld %5lld %6lld %s\n", region->start, region->permissions,
        region->offset,
           region->device_major, region->device_minor, region->inode, region->size, region->rss, region->pss, region->referenced,
           region->anonymous, region->swap, region->locked, name);
  }
}

static void print_totals(const ProcRegion *sum, const Format *format) {
  if (format->quiet) return;
  if (format->form == SHORT) printf(" total %16lldK\n", sum->size);
  else if (format->form == EXTENDED) {
    puts("---------------- ------- ------- ------- ");
    printf("total kB         %7lld %7lld %7lld\n", sum->size, sum->rss, sum->private_dirty);
  } else {
    puts("                                              ======= ======= ======= ========== ========= ===== ======");
    printf("%45s %7lld %7lld %7lld %10lld %9lld %5lld %6lld KB\n", "", sum->size, sum->rss, sum->pss, sum->referenced, sum->anonymous,
        sum->swap,
           sum->locked);
  }
}

static void print_process(const char *word, const Format *format) {
  uint64_t pid;
  ProcTask task;
  size_t count;
  char words[4096];
  if (!parse_unsigned(word, &pid) || pid > INT32_MAX) {
    complain_text("not a process id: %s", word);
    return;
  }
  if (!proc_read_task((pid_t)pid, &task)) {
    complain_text("no such process: %s", word);
    return;
  }
  ProcRegion *regions = proc_read_regions((pid_t)pid, format->form != SHORT, &count);
  if (regions == NULL) {
    complain(word);
    return;
  }
  ProcRegion sum = {0};
  proc_command_line(&task, words, sizeof words);
  printf("%d:   %s\n", task.tid, words);
  print_heading(format);
  for (size_t index = 0; index < count; index++) {
    print_region(&regions[index], format);
    add(&sum, &regions[index]);
  }
  print_totals(&sum, format);
  free(regions);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"extended", no_argument, NULL, 'x'}, {"show-path", no_argument, NULL, 'p'},
                                        {"quiet", no_argument, NULL, 'q'}, {NULL, 0, NULL, 0}};
  Format format = {0};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "xXpq", longs)) != -1;) switch (option) {
    case 'x': format.form = EXTENDED; break;
    case 'X': format.form = MORE; break;
    case 'p': format.path = true; break;
    case 'q': format.quiet = true; break;
  }
  if (optind == argc) usage_error("which process?");
  for (int index = optind; index < argc; index++) print_process(argv[index], &format);
  return tool_finish();
}

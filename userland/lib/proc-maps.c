/* The regions of /proc/<pid>/smaps: see proc-maps.h. */
#define _GNU_SOURCE
#include "proc-maps.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proc-file.h"

enum { FIRST_CAPACITY = 32 };

/** "start-end perms offset major:minor inode   name" */
static bool parse_heading(const char *line, ProcRegion *region) {
  int used = 0;
  memset(region, 0, sizeof *region);
  int count = sscanf(line, "%llx-%llx %4s %llx %x:%x %llu%n", &region->start, &region->end, region->permissions, &region->offset,
                     &region->device_major, &region->device_minor, &region->inode, &used);
  if (count != 7) return false;
  region->size = (long long)((region->end - region->start) / 1024);
  snprintf(region->name, sizeof region->name, "%s", line + used + strspn(line + used, " "));
  return true;
}

/** "Rss:    12 kB"; unknown names are passed over. */
static void parse_size_line(const char *line, ProcRegion *region) {
  const struct { const char *name; long long *kib; } fields[] = {
    {"Rss:", &region->rss}, {"Pss:", &region->pss}, {"Referenced:", &region->referenced}, {"Anonymous:", &region->anonymous},
    {"Swap:", &region->swap}, {"Shared_Dirty:", &region->shared_dirty}, {"Private_Dirty:", &region->private_dirty},
    {"Locked:", &region->locked},
  };
  for (size_t index = 0; index < sizeof fields / sizeof fields[0]; index++) {
    size_t length = strlen(fields[index].name);
    if (strncmp(line, fields[index].name, length) == 0) *fields[index].kib = atoll(line + length);
  }
}

static ProcRegion *next_region(ProcRegion *regions, size_t count, size_t *capacity) {
  if (count < *capacity) return regions;
  *capacity = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
  ProcRegion *larger = realloc(regions, *capacity * sizeof *larger);
  if (larger == NULL) free(regions);
  return larger;
}

ProcRegion *proc_read_regions(pid_t pid, bool sizes, size_t *count) {
  char path[48];
  size_t capacity = 0;
  snprintf(path, sizeof path, sizes ? "/proc/%d/smaps" : "/proc/%d/maps", pid);
  char *text = proc_read_all(path, NULL);
  ProcRegion *regions = text == NULL ? NULL : next_region(NULL, 0, &capacity);
  char *rest = text;
  *count = 0;
  for (char *line; regions != NULL && (line = strsep(&rest, "\n")) != NULL;) {
    bool heading = isdigit((unsigned char)*line) || islower((unsigned char)*line);
    if (!heading && *count > 0) parse_size_line(line, &regions[*count - 1]);
    if (!heading || (regions = next_region(regions, *count, &capacity)) == NULL) continue;
    if (parse_heading(line, &regions[*count])) (*count)++;
  }
  free(text);
  return regions;
}

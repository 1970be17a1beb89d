/* The regions of /proc/<pid>/smaps. Knows no output format. */
#ifndef PROC_MAPS_H
#define PROC_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** One mapping; sizes in KiB. Fields are those of proc_pid_maps(5) and proc_pid_smaps(5). */
typedef struct {
  unsigned long long start, end, offset, inode;
  char permissions[5];
  unsigned device_major, device_minor;
  char name[256]; /* path, "[heap]", or empty for anonymous memory */
  long long size, rss, pss, referenced, anonymous, swap, shared_dirty, private_dirty, locked;
} ProcRegion;

/** Reads the regions of a process, with the sizes of smaps when `sizes` (zeros otherwise). The caller frees.
 *  @returns NULL with errno when the process is gone or may not be looked at; a process without memory has a count of 0 */
ProcRegion *proc_read_regions(pid_t pid, bool sizes, size_t *count);

#endif

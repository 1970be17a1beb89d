/* One reading of the system: every task with the share of a CPU that it had since the reading before. Prints nothing. */
#ifndef TOP_SAMPLE_H
#define TOP_SAMPLE_H

#include "proc-system.h"
#include "proc-task.h"
#include "view.h"

typedef struct {
  ProcTask task;
  double cpu_percent; /* of one CPU; over the whole life in the first sample */
} Entry;

typedef struct {
  Entry *entries; /* of all tasks that the view's filters let through, in no order */
  size_t count, capacity;
  size_t total, running, sleeping, stopped, zombies, sessions; /* of all tasks */
  ProcSystem system, earlier; /* `earlier` is all zeros in the first sample */
  ProcMemory memory;
  double uptime_s;
} Sample;

/** Reads /proc once: one pass over its processes. Ends top when /proc cannot be read. */
void take_sample(Sample *sample, const View *view);

#endif

/* What the user of top wants to see. Plain data, changed by options and keys. */
#ifndef TOP_VIEW_H
#define TOP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAX_WATCHED = 20 };

/** Columns that take each other's place; `SHOWN_ALWAYS` is no choice. */
typedef enum { SHOWN_ALWAYS, SHOWN_WITH_MEMORY, SHOWN_WITH_SWITCHES, SHOWN_WITH_CACHES } FieldSet;

typedef struct {
  bool threads;      /* one line per thread */
  bool per_cpu;      /* one summary line per CPU */
  bool command_line; /* whole command lines instead of names */
  FieldSet columns;  /* which of the sets is shown */
  bool hide_idle;    /* only tasks that used a CPU since the last refresh */
  bool show_load, show_tasks, show_memory;
  size_t sort_field; /* index into fields[] */
  bool ascending;
  bool has_user;
  uid_t user;
  size_t most_tasks; /* 0: as many as fit */
  pid_t watched[MAX_WATCHED];
  int watched_count;
  size_t first_row;  /* scrolled past that many */
  int delay_ms;
} View;

#endif

/* The table of columns and their texts: see columns.h. Sizes are in KiB, times as proc_pid_stat(5) has them. */
#define _GNU_SOURCE
#include "columns.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cells.h"
#include "proc-file.h"

#define NUMBER_COLUMN(name, format, value)                                                        \
  static void name##_text(const Row *row, char cell[CELL_SIZE]) {                                 \
    const ProcTask *task = row->task;                                                             \
    snprintf(cell, CELL_SIZE, format, value);                                                     \
  }                                                                                               \
  static double name##_number(const ProcTask *task) {                                             \
    return (double)(value);                                                                       \
  }

NUMBER_COLUMN(pid, "%d", task->tgid)
NUMBER_COLUMN(tid, "%d", task->tid)
NUMBER_COLUMN(ppid, "%d", task->ppid)
NUMBER_COLUMN(pgid, "%d", task->pgrp)
NUMBER_COLUMN(sid, "%d", task->session)
NUMBER_COLUMN(tpgid, "%d", task->tpgid)
NUMBER_COLUMN(uid, "%u", task->uid)
NUMBER_COLUMN(flags, "%x", task->flags >> 6 & 7)
NUMBER_COLUMN(pri, "%ld", 39 - task->priority)
NUMBER_COLUMN(priority, "%ld", task->priority)
NUMBER_COLUMN(opri, "%ld", 60 + task->priority)
NUMBER_COLUMN(vsz, "%lu", task->vsize / 1024)
NUMBER_COLUMN(rss, "%ld", task->rss * 4)
NUMBER_COLUMN(sz, "%lu", task->vsize / 4096)
NUMBER_COLUMN(nlwp, "%ld", task->num_threads)
NUMBER_COLUMN(psr, "%d", task->processor)
NUMBER_COLUMN(minflt, "%lu", task->minflt)
NUMBER_COLUMN(majflt, "%lu", task->majflt)

/** In the order of the alphabet by first name; one row per name that people type. */
static const Column columns[] = {
  {"%cpu", "%CPU", 4, ALIGN_RIGHT, pcpu_text, pcpu_number},
  {"%mem", "%MEM", 4, ALIGN_RIGHT, pmem_text, rss_number},
  {"addr", "ADDR", 4, ALIGN_LEFT, addr_text, NULL},
  {"args", "COMMAND", 27, ALIGN_LEFT, args_text, NULL},
  {"bsdstart", "START", 6, ALIGN_RIGHT, stime_text, start_number},
  {"bsdtime", "TIME", 6, ALIGN_RIGHT, bsdtime_text, time_number},
  {"c", "C", 2, ALIGN_RIGHT, c_text, pcpu_number},
  {"class", "CLS", 3, ALIGN_RIGHT, class_text, NULL},
  {"cls", "CLS", 3, ALIGN_RIGHT, class_text, NULL},
  {"cmd", "CMD", 27, ALIGN_LEFT, args_text, NULL},
  {"comm", "COMMAND", 15, ALIGN_LEFT, comm_text, NULL},
  {"command", "COMMAND", 27, ALIGN_LEFT, args_text, NULL},
  {"cputime", "TIME", 8, ALIGN_RIGHT, time_text, time_number},
  {"etime", "ELAPSED", 11, ALIGN_RIGHT, etime_text, elapsed_number},
  {"etimes", "ELAPSED", 7, ALIGN_RIGHT, etimes_text, elapsed_number},
  {"euid", "EUID", 5, ALIGN_RIGHT, uid_text, uid_number},
  {"euser", "EUSER", 8, ALIGN_LEFT, user_text, NULL},
  {"f", "F", 1, ALIGN_RIGHT, flags_text, flags_number},
  {"flags", "F", 1, ALIGN_RIGHT, flags_text, flags_number},
  {"lstart", "STARTED", 24, ALIGN_RIGHT, lstart_text, start_number},
  {"lwp", "LWP", 5, ALIGN_RIGHT, tid_text, tid_number},
  {"maj_flt", "MAJFL", 6, ALIGN_RIGHT, majflt_text, majflt_number},
  {"majflt", "MAJFLT", 6, ALIGN_RIGHT, majflt_text, majflt_number},
  {"min_flt", "MINFL", 6, ALIGN_RIGHT, minflt_text, minflt_number},
  {"minflt", "MINFLT", 6, ALIGN_RIGHT, minflt_text, minflt_number},
  {"ni", "NI", 3, ALIGN_RIGHT, ni_text, ni_number},
  {"nice", "NI", 3, ALIGN_RIGHT, ni_text, ni_number},
  {"nlwp", "NLWP", 4, ALIGN_RIGHT, nlwp_text, nlwp_number},
  {"opri", "PRI", 3, ALIGN_RIGHT, opri_text, opri_number},
  {"pcpu", "%CPU", 4, ALIGN_RIGHT, pcpu_text, pcpu_number},
  {"pgid", "PGID", 5, ALIGN_RIGHT, pgid_text, pgid_number},
  {"pgrp", "PGRP", 5, ALIGN_RIGHT, pgid_text, pgid_number},
  {"pid", "PID", 5, ALIGN_RIGHT, pid_text, pid_number},
  {"pmem", "%MEM", 4, ALIGN_RIGHT, pmem_text, rss_number},
  {"policy", "POL", 3, ALIGN_RIGHT, class_text, NULL},
  {"ppid", "PPID", 5, ALIGN_RIGHT, ppid_text, ppid_number},
  {"pri", "PRI", 3, ALIGN_RIGHT, pri_text, pri_number},
  {"priority", "PRI", 3, ALIGN_RIGHT, priority_text, priority_number},
  {"psr", "PSR", 3, ALIGN_RIGHT, psr_text, psr_number},
  {"rss", "RSS", 5, ALIGN_RIGHT, rss_text, rss_number},
  {"rsz", "RSZ", 5, ALIGN_RIGHT, rss_text, rss_number},
  {"rtprio", "RTPRIO", 6, ALIGN_RIGHT, rtprio_text, NULL},
  {"s", "S", 1, ALIGN_LEFT, state_text, NULL},
  {"sess", "SESS", 5, ALIGN_RIGHT, sid_text, sid_number},
  {"sid", "SID", 5, ALIGN_RIGHT, sid_text, sid_number},
  {"spid", "SPID", 5, ALIGN_RIGHT, tid_text, tid_number},
  {"start", "STARTED", 8, ALIGN_RIGHT, start_text, start_number},
  {"start_time", "START", 5, ALIGN_LEFT, stime_text, start_number},
  {"stat", "STAT", 4, ALIGN_LEFT, stat_text, NULL},
  {"state", "S", 1, ALIGN_LEFT, state_text, NULL},
  {"stime", "STIME", 5, ALIGN_LEFT, stime_text, start_number},
  {"sz", "SZ", 5, ALIGN_RIGHT, sz_text, sz_number},
  {"thcount", "THCNT", 5, ALIGN_RIGHT, nlwp_text, nlwp_number},
  {"tid", "TID", 5, ALIGN_RIGHT, tid_text, tid_number},
  {"time", "TIME", 8, ALIGN_RIGHT, time_text, time_number},
  {"tname", "TTY", 8, ALIGN_LEFT, tty_text, NULL},
  {"tpgid", "TPGID", 5, ALIGN_RIGHT, tpgid_text, tpgid_number},
  {"tt", "TT", 8, ALIGN_LEFT, tty_text, NULL},
  {"tty", "TT", 8, ALIGN_LEFT, tty_text, NULL},
  {"ucmd", "CMD", 15, ALIGN_LEFT, comm_text, NULL},
  {"ucomm", "COMMAND", 15, ALIGN_LEFT, comm_text, NULL},
  {"uid", "UID", 5, ALIGN_RIGHT, uid_text, uid_number},
  {"uname", "USER", 8, ALIGN_LEFT, user_text, NULL},
  {"user", "USER", 8, ALIGN_LEFT, user_text, NULL},
  {"vsize", "VSZ", 6, ALIGN_RIGHT, vsz_text, vsz_number},
  {"vsz", "VSZ", 6, ALIGN_RIGHT, vsz_text, vsz_number},
  {"wchan", "WCHAN", 6, ALIGN_LEFT, wchan_text, NULL},
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], PID_WIDTH = 5, MAX_PID_WIDTH = 10 };

static int pid_width = PID_WIDTH;

const Column *find_column(const char *name) {
  for (size_t index = 0; index < COLUMN_COUNT; index++) {
    if (strcmp(columns[index].name, name) == 0) return &columns[index];
  }
  return NULL;
}

void columns_begin(void) {
  char text[32];
  cells_begin();
  if (proc_read_at(AT_FDCWD, "/proc/sys/kernel/pid_max", text, sizeof text) <= 0) return;
  pid_width = snprintf(NULL, 0, "%ld", atol(text) - 1);
  if (pid_width < PID_WIDTH) pid_width = PID_WIDTH;
  if (pid_width > MAX_PID_WIDTH) pid_width = MAX_PID_WIDTH;
}

static bool holds_pid(const Column *column) {
  return column->number == pid_number || column->number == tid_number || column->number == ppid_number || column->number == pgid_number ||
         column->number == sid_number || column->number == tpgid_number;
}

int column_width(const Column *column) {
  return holds_pid(column) && pid_width > column->width ? pid_width : column->width;
}

void print_column_names(void) {
  for (size_t index = 0; index < COLUMN_COUNT; index++) printf("%s%s", index % 14 == 0 ? "\n  " : " ", columns[index].name);
  putchar('\n');
}

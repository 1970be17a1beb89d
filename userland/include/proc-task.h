/* One process or thread as /proc/<pid>/stat shows it, and walks over all of them. Knows no output format. */
#ifndef PROC_TASK_H
#define PROC_TASK_H

#include <stdbool.h>
#include <sys/types.h>

/** Field names are those of proc_pid_stat(5). Times in clock ticks, `rss` and `shared` in pages, `vsize` in bytes. */
typedef struct {
  pid_t tid; /* the task; equal to tgid for a process's first thread */
  pid_t tgid; /* the process */
  char comm[64];
  char state;
  pid_t ppid, pgrp, session, tpgid;
  int tty_nr;
  unsigned flags;
  unsigned long minflt, majflt;
  unsigned long long utime, stime;
  long priority, nice, num_threads;
  unsigned long long starttime;
  unsigned long vsize;
  long rss;
  unsigned long wchan;
  int processor;
  unsigned rt_priority, policy;
  uid_t uid; /* effective user */
} ProcTask;

/** Reads the text of a stat file; `comm` may hold blanks and brackets. Returns false when the text is not of that shape. */
bool proc_parse_stat(const char *text, ProcTask *task);

/** Reads /proc/<pid>/stat. Returns false when there is no such process (any more). */
bool proc_read_task(pid_t pid, ProcTask *task);

/** What to walk over: processes, or each thread of each process. */
typedef enum { PROC_PROCESSES, PROC_THREADS } ProcWalk;

/** Calls `visit` for each task in the order of /proc, until it returns false. One pass with fixed buffers: per process one open,
 *  fstat, read and close. Tasks that end meanwhile are left out. Returns false when /proc cannot be read. */
bool proc_for_each(ProcWalk walk, bool (*visit)(const ProcTask *task, void *context), void *context);

/** A growing list of tasks. */
typedef struct {
  ProcTask *tasks;
  size_t count, capacity;
} ProcList;

/** Fills `list` (kept and reused between calls) with all tasks. Returns false on failure of /proc or of memory. */
bool proc_list_all(ProcList *list, ProcWalk walk);

/** The command line with blanks between its words; unprintable characters become '?'. Falls back to "[comm]" when it has none. */
void proc_command_line(const ProcTask *task, char *line, size_t size);

/** Like proc_command_line, but without the "[comm]": empty when there is none. */
void proc_arguments(pid_t pid, char *line, size_t size);

/** Shared resident pages (field 3 of statm), or 0. */
long proc_shared_pages(pid_t pid);

/** How often a task left a CPU by itself, or was made to. */
typedef struct {
  long long voluntary, involuntary;
} ProcSwitches;

/** Of a thread, or of a process's first one, as its status has it; 0 and 0 when they cannot be read. */
ProcSwitches proc_switches(const ProcTask *task, bool thread);

/** What a task did, and what its memory accesses cost it. Vivarium's own: no Linux has it. */
typedef struct {
  long long instructions, cycles; /* in user mode */
  long long system_cycles;
  long long misses; /* of L1, instructions and data, in user mode */
  long long reload_cycles; /* waits for lines that others had pushed out, in either mode */
} ProcCosts;

/** Of a thread, or of a process with all of its threads; all zero when they cannot be read. */
ProcCosts proc_costs(const ProcTask *task, bool thread);

/** Name of a user, or its number. The answer stays valid; the password file is read once per user. */
const char *proc_user_name(uid_t uid);

/** Name of a terminal as ps prints it ("console", "pts/0", "tty1"), "?" for none. */
void proc_tty_name(int tty_nr, char *name, size_t size);

#endif

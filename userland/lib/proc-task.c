/* One process or thread as /proc/<pid>/stat shows it, and walks over all of them. Knows no output format. */
#define _GNU_SOURCE
#include "proc-task.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc-file.h"

enum { STAT_SIZE = 1024, PATH_SIZE = 64, FIRST_CAPACITY = 64 };

/** Fields of proc_pid_stat(5), counted from 1; FIELDS_END is one more than the last that anyone here prints. */
enum {
  PPID = 4, PGRP, SESSION, TTY_NR, TPGID, FLAGS, MINFLT, CMINFLT, MAJFLT, CMAJFLT, UTIME, STIME, CUTIME, CSTIME, PRIORITY, NICE,
      NUM_THREADS,
  STARTTIME = 22, VSIZE, RSS, WCHAN = 35, PROCESSOR = 39, RT_PRIORITY, POLICY, FIELDS_END,
};

/** The numbers from field PPID on. By hand, because scanf costs a process that looks at 10,000 others most of its time. */
static bool read_numbers(const char *text, long long fields[FIELDS_END]) {
  for (int field = PPID; field < FIELDS_END; field++) {
    while (*text == ' ') text++;
    bool negative = *text == '-';
    if (negative) text++;
    if (*text < '0' || *text > '9') return false;
    unsigned long long value = 0;
    while (*text >= '0' && *text <= '9') value = value * 10 + (unsigned long long)(*text++ - '0');
    fields[field] = (long long)(negative ? 0 - value : value);
  }
  return true;
}

static bool parse_numbers(const char *text, ProcTask *task) {
  long long fields[FIELDS_END];
  if (!read_numbers(text, fields)) return false;
  task->ppid = (pid_t)fields[PPID];
  task->pgrp = (pid_t)fields[PGRP];
  task->session = (pid_t)fields[SESSION];
  task->tty_nr = (int)fields[TTY_NR];
  task->tpgid = (pid_t)fields[TPGID];
  task->flags = (unsigned)fields[FLAGS];
  task->minflt = (unsigned long)fields[MINFLT];
  task->majflt = (unsigned long)fields[MAJFLT];
  task->utime = (unsigned long long)fields[UTIME];
  task->stime = (unsigned long long)fields[STIME];
  task->priority = (long)fields[PRIORITY];
  task->nice = (long)fields[NICE];
  task->num_threads = (long)fields[NUM_THREADS];
  task->starttime = (unsigned long long)fields[STARTTIME];
  task->vsize = (unsigned long)fields[VSIZE];
  task->rss = (long)fields[RSS];
  task->wchan = (unsigned long)fields[WCHAN];
  task->processor = (int)fields[PROCESSOR];
  task->rt_priority = (unsigned)fields[RT_PRIORITY];
  task->policy = (unsigned)fields[POLICY];
  return true;
}

bool proc_parse_stat(const char *text, ProcTask *task) {
  const char *open = strchr(text, '(');
  if (open == NULL) return false;
  /* A name may hold brackets, so its end is the last one within its longest form; no number behind it has any. */
  const char *close = memrchr(open, ')', strnlen(open, sizeof task->comm + 2));
  if (close == NULL || close[1] != ' ') return false;
  size_t length = (size_t)(close - open - 1);
  if (length >= sizeof task->comm) length = sizeof task->comm - 1;
  memcpy(task->comm, open + 1, length);
  task->comm[length] = '\0';
  task->tid = atoi(text);
  task->state = close[2];
  return close[2] != '\0' && close[3] == ' ' && parse_numbers(close + 4, task);
}

static bool read_stat(int directory, const char *path, ProcTask *task) {
  char text[STAT_SIZE];
  if (proc_read_owned(directory, path, text, sizeof text, &task->uid) <= 0) return false;
  return proc_parse_stat(text, task);
}

bool proc_read_task(pid_t pid, ProcTask *task) {
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (!read_stat(AT_FDCWD, path, task)) return false;
  task->tgid = pid;
  return true;
}

/** A visitor and what it needs, handed down through the walk. */
typedef struct {
  bool (*call)(const ProcTask *task, void *context);
  void *context;
} Visit;

static bool visit_threads(int proc, const ProcTask *process, const Visit *visit) {
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%d/task", process->tid);
  int fd = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *threads = fd < 0 ? NULL : fdopendir(fd);
  if (threads == NULL) return true;
  bool more = true;
  for (struct dirent *entry; more && (entry = readdir(threads)) != NULL;) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    ProcTask task;
    snprintf(path, sizeof path, "%.20s/stat", entry->d_name);
    if (!read_stat(dirfd(threads), path, &task)) continue;
    task.tgid = process->tgid;
    more = visit->call(&task, visit->context);
  }
  closedir(threads);
  return more;
}

bool proc_for_each(ProcWalk walk, bool (*call)(const ProcTask *task, void *context), void *context) {
  DIR *proc = opendir("/proc");
  if (proc == NULL) return false;
  const Visit visit = {call, context};
  bool more = true;
  for (struct dirent *entry; more && (entry = readdir(proc)) != NULL;) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    char path[PATH_SIZE];
    ProcTask task;
    snprintf(path, sizeof path, "%.20s/stat", entry->d_name);
    if (!read_stat(dirfd(proc), path, &task)) continue;
    task.tgid = task.tid;
    bool alone = walk == PROC_PROCESSES || task.num_threads <= 1;
    more = alone ? call(&task, context) : visit_threads(dirfd(proc), &task, &visit);
  }
  closedir(proc);
  return true;
}

static bool append(const ProcTask *task, void *context) {
  ProcList *list = context;
  if (list->count == list->capacity) {
    size_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;
    ProcTask *larger = realloc(list->tasks, capacity * sizeof *larger);
    if (larger == NULL) return false;
    list->tasks = larger;
    list->capacity = capacity;
  }
  list->tasks[list->count++] = *task;
  return true;
}

bool proc_list_all(ProcList *list, ProcWalk walk) {
  list->count = 0;
  return proc_for_each(walk, append, list) && list->count > 0;
}

/* The texts of those columns that are more than one number of the stat file: see cells.h. */
#define _GNU_SOURCE
#include "cells.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proc-file.h"
#include "proc-system.h"

enum { PAGE_KIB = 4, SECONDS_PER_DAY = 86400, NAME_WIDTH = 8 };

static double uptime_s;
static double hertz;
static time_t now_s;
static long long memory_kib;

void cells_begin(void) {
  ProcMemory memory;
  uptime_s = proc_uptime();
  hertz = (double)sysconf(_SC_CLK_TCK);
  now_s = time(NULL);
  memory_kib = proc_read_memory(&memory) && memory.total > 0 ? memory.total : 1;
}

static unsigned long cpu_seconds(const ProcTask *task) {
  return (unsigned long)((double)(task->utime + task->stime) / hertz);
}

double time_number(const ProcTask *task) {
  return (double)(task->utime + task->stime);
}

double start_number(const ProcTask *task) {
  return (double)task->starttime;
}

double ni_number(const ProcTask *task) {
  return (double)task->nice;
}

double elapsed_number(const ProcTask *task) {
  double elapsed = uptime_s - (double)task->starttime / hertz;
  return elapsed > 0 ? elapsed : 0;
}

/** Share of one CPU over the whole life. */
double pcpu_number(const ProcTask *task) {
  double elapsed = elapsed_number(task);
  return elapsed > 0 ? 100 * (time_number(task) / hertz) / elapsed : 0;
}

void pcpu_text(const Row *row, char cell[CELL_SIZE]) {
  double percent = pcpu_number(row->task);
  snprintf(cell, CELL_SIZE, percent >= 99.95 ? "%.0f" : "%.1f", percent);
}

void c_text(const Row *row, char cell[CELL_SIZE]) {
  double percent = pcpu_number(row->task);
  snprintf(cell, CELL_SIZE, "%d", percent > 99 ? 99 : (int)percent);
}

void pmem_text(const Row *row, char cell[CELL_SIZE]) {
  long tenths = row->task->rss * PAGE_KIB * 1000 / memory_kib;
  snprintf(cell, CELL_SIZE, "%ld.%ld", tenths / 10, tenths % 10);
}

void addr_text(const Row *row, char cell[CELL_SIZE]) {
  (void)row;
  strcpy(cell, "-");
}

void args_text(const Row *row, char cell[CELL_SIZE]) {
  size_t used = (size_t)snprintf(cell, CELL_SIZE, "%s", row->prefix);
  if (used < CELL_SIZE / 2) proc_command_line(row->task, cell + used, CELL_SIZE - used);
}

void comm_text(const Row *row, char cell[CELL_SIZE]) {
  snprintf(cell, CELL_SIZE, "%.2000s%s%s", row->prefix, row->task->comm, row->task->state == 'Z' ? " <defunct>" : "");
}

static time_t start_time(const ProcTask *task) {
  return now_s - (time_t)elapsed_number(task);
}

void stime_text(const Row *row, char cell[CELL_SIZE]) {
  time_t start = start_time(row->task);
  int year_now = localtime(&now_s)->tm_year;
  struct tm *when = localtime(&start);
  bool recent = now_s - start < SECONDS_PER_DAY;
  strftime(cell, CELL_SIZE, recent ? "%H:%M" : when->tm_year == year_now ? "%b%d" : "%Y", when);
}

void start_text(const Row *row, char cell[CELL_SIZE]) {
  time_t start = start_time(row->task);
  strftime(cell, CELL_SIZE, now_s - start < SECONDS_PER_DAY ? "%H:%M:%S" : "%b %d", localtime(&start));
}

void lstart_text(const Row *row, char cell[CELL_SIZE]) {
  time_t start = start_time(row->task);
  strftime(cell, CELL_SIZE, "%a %b %e %H:%M:%S %Y", localtime(&start));
}

void time_text(const Row *row, char cell[CELL_SIZE]) {
  unsigned long seconds = cpu_seconds(row->task);
  size_t used = 0;
  if (seconds >= SECONDS_PER_DAY) used = (size_t)snprintf(cell, CELL_SIZE, "%lu-", seconds / SECONDS_PER_DAY);
  snprintf(cell + used, CELL_SIZE - used, "%02lu:%02lu:%02lu", seconds % SECONDS_PER_DAY / 3600, seconds / 60 % 60, seconds % 60);
}

void bsdtime_text(const Row *row, char cell[CELL_SIZE]) {
  unsigned long seconds = cpu_seconds(row->task);
  snprintf(cell, CELL_SIZE, "%lu:%02lu", seconds / 60, seconds % 60);
}

void etimes_text(const Row *row, char cell[CELL_SIZE]) {
  snprintf(cell, CELL_SIZE, "%lu", (unsigned long)elapsed_number(row->task));
}

void etime_text(const Row *row, char cell[CELL_SIZE]) {
  unsigned long seconds = (unsigned long)elapsed_number(row->task);
  size_t used = 0;
  if (seconds >= SECONDS_PER_DAY) used = (size_t)snprintf(cell, CELL_SIZE, "%lu-", seconds / SECONDS_PER_DAY);
  if (seconds >= 3600) used += (size_t)snprintf(cell + used, CELL_SIZE - used, "%02lu:", seconds % SECONDS_PER_DAY / 3600);
  snprintf(cell + used, CELL_SIZE - used, "%02lu:%02lu", seconds / 60 % 60, seconds % 60);
}

void class_text(const Row *row, char cell[CELL_SIZE]) {
  static const char *const names[] = {"TS", "FF", "RR", "B", "ISO", "IDL", "DLN"};
  unsigned policy = row->task->policy;
  strcpy(cell, policy < sizeof names / sizeof names[0] ? names[policy] : "?");
}

static bool is_real_time(const ProcTask *task) {
  return task->policy == 1 || task->policy == 2;
}

void rtprio_text(const Row *row, char cell[CELL_SIZE]) {
  if (is_real_time(row->task)) snprintf(cell, CELL_SIZE, "%u", row->task->rt_priority);
  else strcpy(cell, "-");
}

/** A real-time task has no nice value. */
void ni_text(const Row *row, char cell[CELL_SIZE]) {
  if (is_real_time(row->task)) strcpy(cell, "-");
  else snprintf(cell, CELL_SIZE, "%ld", row->task->nice);
}

void state_text(const Row *row, char cell[CELL_SIZE]) {
  snprintf(cell, CELL_SIZE, "%c", row->task->state);
}

/** The state and what else is worth a letter: < high priority, N low, s session leader, l threads, + foreground. */
void stat_text(const Row *row, char cell[CELL_SIZE]) {
  const ProcTask *task = row->task;
  snprintf(cell, CELL_SIZE, "%c%s%s%s%s", task->state, task->nice < 0 ? "<" : task->nice > 0 ? "N" : "",
           task->session == task->tgid ? "s" : "", task->num_threads > 1 ? "l" : "",
           task->tpgid > 0 && task->pgrp == task->tpgid ? "+" : "");
}

void tty_text(const Row *row, char cell[CELL_SIZE]) {
  proc_tty_name(row->task->tty_nr, cell, CELL_SIZE);
}

void user_text(const Row *row, char cell[CELL_SIZE]) {
  const char *name = proc_user_name(row->task->uid);
  if (strlen(name) <= NAME_WIDTH) strcpy(cell, name);
  else snprintf(cell, CELL_SIZE, "%.*s+", NAME_WIDTH - 1, name);
}

void wchan_text(const Row *row, char cell[CELL_SIZE]) {
  char path[48];
  snprintf(path, sizeof path, "/proc/%d/wchan", row->task->tid);
  if (proc_read_at(AT_FDCWD, path, cell, CELL_SIZE) <= 0 || strcmp(cell, "0") == 0) strcpy(cell, "-");
  cell[strcspn(cell, "\n")] = '\0';
}

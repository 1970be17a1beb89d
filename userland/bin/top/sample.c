/* One reading of the system: see sample.h. */
#define _GNU_SOURCE
#include "sample.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

enum { FIRST_CAPACITY = 128 };

/** What of a task is kept until the next sample. */
typedef struct {
  pid_t tid;
  unsigned long long starttime, ticks;
} Past;

static Past *past;
static size_t past_count;

/** The pass that is going on. */
typedef struct {
  Sample *sample;
  const View *view;
  Past *now;
  size_t now_count, now_capacity;
  double elapsed_s; /* since the last sample; 0 in the first */
  double hertz;
  bool sorted;
} Pass;

static int compare_past(const void *left, const void *right) {
  pid_t a = ((const Past *)left)->tid;
  pid_t b = ((const Past *)right)->tid;
  return a < b ? -1 : a > b;
}

static double cpu_percent(const Pass *pass, const ProcTask *task) {
  unsigned long long ticks = task->utime + task->stime;
  const Past key = {.tid = task->tid};
  const Past *before = past_count == 0 ? NULL : bsearch(&key, past, past_count, sizeof *past, compare_past);
  double seconds = pass->elapsed_s;
  if (seconds == 0) seconds = pass->sample->uptime_s - (double)task->starttime / pass->hertz;
  else if (before != NULL && before->starttime == task->starttime) ticks = ticks > before->ticks ? ticks - before->ticks : 0;
  return seconds > 0 ? 100 * ((double)ticks / pass->hertz) / seconds : 0;
}

static void remember(Pass *pass, const ProcTask *task) {
  if (pass->now_count == pass->now_capacity) {
    pass->now_capacity = pass->now_capacity == 0 ? FIRST_CAPACITY : pass->now_capacity * 2;
    pass->now = must_reallocate(pass->now, pass->now_capacity * sizeof *pass->now);
  }
  if (pass->now_count > 0 && pass->now[pass->now_count - 1].tid > task->tid) pass->sorted = false;
  pass->now[pass->now_count++] = (Past){task->tid, task->starttime, task->utime + task->stime};
}

static void count_state(Sample *sample, const ProcTask *task) {
  sample->total++;
  switch (task->state) {
    case 'R': sample->running++; break;
    case 'T': case 't': sample->stopped++; break;
    case 'Z': sample->zombies++; break;
    default: sample->sleeping++;
  }
  if (task->tid == task->session && task->tty_nr != 0) sample->sessions++;
}

static bool passes_filters(const View *view, const Entry *entry) {
  if (view->has_user && entry->task.uid != view->user) return false;
  if (view->hide_idle && entry->cpu_percent < 0.05 && entry->task.state != 'R') return false;
  for (int index = 0; index < view->watched_count; index++) {
    if (view->watched[index] == entry->task.tgid) return true;
  }
  return view->watched_count == 0;
}

static bool add_task(const ProcTask *task, void *context) {
  Pass *pass = context;
  Sample *sample = pass->sample;
  count_state(sample, task);
  remember(pass, task);
  const Entry entry = {*task, cpu_percent(pass, task)};
  if (!passes_filters(pass->view, &entry)) return true;
  if (sample->count == sample->capacity) {
    sample->capacity = sample->capacity == 0 ? FIRST_CAPACITY : sample->capacity * 2;
    sample->entries = must_reallocate(sample->entries, sample->capacity * sizeof *sample->entries);
  }
  sample->entries[sample->count++] = entry;
  return true;
}

void take_sample(Sample *sample, const View *view) {
  double before_s = sample->uptime_s;
  sample->earlier = sample->system;
  sample->count = 0;
  sample->total = sample->running = sample->sleeping = sample->stopped = sample->zombies = sample->sessions = 0;
  sample->uptime_s = proc_uptime();
  if (!proc_read_system(&sample->system)) die("/proc/stat");
  if (!proc_read_memory(&sample->memory)) die("/proc/meminfo");
  Pass pass = {.sample = sample, .view = view, .sorted = true, .hertz = (double)sysconf(_SC_CLK_TCK)};
  pass.elapsed_s = before_s > 0 ? sample->uptime_s - before_s : 0;
  if (!proc_for_each(view->threads ? PROC_THREADS : PROC_PROCESSES, add_task, &pass)) die("/proc");
  if (!pass.sorted) qsort(pass.now, pass.now_count, sizeof *pass.now, compare_past);
  free(past);
  past = pass.now;
  past_count = pass.now_count;
}

/* The lines above top's table: see summary.h. Their wording is that of procps, which other programs parse. */
#define _GNU_SOURCE
#include "summary.h"

#include <stdio.h>

static void format_cpu(char *line, const char *label, const ProcCpu *now, const ProcCpu *before) {
  ProcCpu part = proc_cpu_since(now, before);
  unsigned long long sum = proc_cpu_sum(&part);
  double scale = sum > 0 ? 100.0 / (double)sum : 0;
  /* With no tick counted in the interval nothing is known to have run. */
  double idle = sum > 0 ? (double)part.idle * scale : 100;
  snprintf(line, SUMMARY_LINE, "%-7.7s:%5.1f us,%5.1f sy,%5.1f ni,%5.1f id,%5.1f wa,%5.1f hi,%5.1f si,%5.1f st", label,
           (double)part.user * scale, (double)part.system * scale, (double)part.nice * scale, idle, (double)part.iowait * scale,
           (double)part.irq * scale, (double)part.softirq * scale, (double)part.steal * scale);
}

static void format_load(char *line, const Sample *sample) {
  char uptime[SUMMARY_LINE - 8];
  proc_uptime_line(uptime, sizeof uptime, (int)sample->sessions);
  snprintf(line, SUMMARY_LINE, "top - %s", uptime);
}

static void format_tasks(char *line, const Sample *sample, const View *view) {
  const char *what = view->threads ? "Threads" : "Tasks";
  snprintf(line, SUMMARY_LINE, "%s: %3zu total, %3zu running, %3zu sleeping, %3zu stopped, %3zu zombie", what, sample->total,
           sample->running, sample->sleeping, sample->stopped, sample->zombies);
}

static void format_memory(char *line, const ProcMemory *memory) {
  snprintf(line, SUMMARY_LINE, "MiB Mem : %8.1f total, %8.1f free, %8.1f used, %8.1f buff/cache", (double)memory->total / 1024,
           (double)memory->free / 1024, (double)proc_used_kib(memory) / 1024, (double)(memory->buffers + proc_cache_kib(memory)) / 1024);
}

static void format_swap(char *line, const ProcMemory *memory) {
  snprintf(line, SUMMARY_LINE, "MiB Swap: %8.1f total, %8.1f free, %8.1f used. %8.1f avail Mem", (double)memory->swap_total / 1024,
           (double)memory->swap_free / 1024, (double)(memory->swap_total - memory->swap_free) / 1024, (double)memory->available / 1024);
}

static bool cpu_lines(const Sample *sample, const View *view, bool (*print)(const char *line, void *context), void *context) {
  char line[SUMMARY_LINE];
  char label[16];
  if (!view->per_cpu) {
    format_cpu(line, "%Cpu(s)", &sample->system.total, &sample->earlier.total);
    return print(line, context);
  }
  for (int cpu = 0; cpu < sample->system.cpu_count; cpu++) {
    snprintf(label, sizeof label, "%%Cpu%-3d", cpu);
    format_cpu(line, label, &sample->system.cpus[cpu], &sample->earlier.cpus[cpu]);
    if (!print(line, context)) return false;
  }
  return true;
}

void summary_lines(const Sample *sample, const View *view, bool (*print)(const char *line, void *context), void *context) {
  char line[SUMMARY_LINE];
  format_load(line, sample);
  if (view->show_load && !print(line, context)) return;
  format_tasks(line, sample, view);
  if (view->show_tasks && (!print(line, context) || !cpu_lines(sample, view, print, context))) return;
  if (!view->show_memory) return;
  format_memory(line, &sample->memory);
  if (!print(line, context)) return;
  format_swap(line, &sample->memory);
  print(line, context);
}

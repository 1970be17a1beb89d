/* The whole system as /proc/{stat,meminfo,loadavg,uptime} show it. Knows no process. */
#define _GNU_SOURCE
#include "proc-system.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proc-file.h"

enum { SMALL_FILE = 128, SECONDS_PER_DAY = 86400 };

static void parse_cpu(const char *line, ProcCpu *cpu) {
  memset(cpu, 0, sizeof *cpu);
  sscanf(line, "%*s %llu %llu %llu %llu %llu %llu %llu %llu", &cpu->user, &cpu->nice, &cpu->system, &cpu->idle, &cpu->iowait, &cpu->irq,
         &cpu->softirq, &cpu->steal);
}

static unsigned long long counter(const char *text, const char *name) {
  long long value = proc_named_number(text, name);
  return value < 0 ? 0 : (unsigned long long)value;
}

bool proc_read_system(ProcSystem *system) {
  char *text = proc_read_all("/proc/stat", NULL);
  if (text == NULL) return false;
  system->cpu_count = 0;
  for (const char *line = text; strncmp(line, "cpu", 3) == 0; line++) {
    if (line[3] == ' ') parse_cpu(line, &system->total);
    else if (system->cpu_count < PROC_MAX_CPUS) parse_cpu(line, &system->cpus[system->cpu_count++]);
    line = strchr(line, '\n');
    if (line == NULL) break;
  }
  system->interrupts = counter(text, "intr");
  system->switches = counter(text, "ctxt");
  system->btime = counter(text, "btime");
  system->forks = counter(text, "processes");
  system->running = (long long)counter(text, "procs_running");
  system->blocked = (long long)counter(text, "procs_blocked");
  free(text);
  return true;
}

bool proc_read_memory(ProcMemory *memory) {
  char *text = proc_read_all("/proc/meminfo", NULL);
  if (text == NULL) return false;
  const struct { const char *name; long long *kib; } fields[] = {
    {"MemTotal", &memory->total}, {"MemFree", &memory->free}, {"MemAvailable", &memory->available}, {"Buffers", &memory->buffers},
    {"Cached", &memory->cached}, {"SReclaimable", &memory->reclaimable}, {"Shmem", &memory->shared}, {"SwapTotal", &memory->swap_total},
    {"SwapFree", &memory->swap_free}, {"Active", &memory->active}, {"Inactive", &memory->inactive},
  };
  for (size_t index = 0; index < sizeof fields / sizeof fields[0]; index++) {
    long long kib = proc_named_number(text, fields[index].name);
    *fields[index].kib = kib < 0 ? 0 : kib;
  }
  free(text);
  return true;
}

long long proc_cache_kib(const ProcMemory *memory) {
  return memory->cached + memory->reclaimable;
}

long long proc_used_kib(const ProcMemory *memory) {
  long long used = memory->total - memory->available;
  return used < 0 ? memory->total - memory->free : used;
}

double proc_uptime(void) {
  char text[SMALL_FILE];
  return proc_read_at(AT_FDCWD, "/proc/uptime", text, sizeof text) > 0 ? strtod(text, NULL) : 0;
}

void proc_load(double load[3]) {
  char text[SMALL_FILE];
  load[0] = load[1] = load[2] = 0;
  if (proc_read_at(AT_FDCWD, "/proc/loadavg", text, sizeof text) > 0) sscanf(text, "%lf %lf %lf", &load[0], &load[1], &load[2]);
}

unsigned long long proc_cpu_sum(const ProcCpu *cpu) {
  return cpu->user + cpu->nice + cpu->system + cpu->idle + cpu->iowait + cpu->irq + cpu->softirq + cpu->steal;
}

static unsigned long long since(unsigned long long now, unsigned long long before) {
  return now > before ? now - before : 0;
}

ProcCpu proc_cpu_since(const ProcCpu *now, const ProcCpu *before) {
  return (ProcCpu){
    since(now->user, before->user), since(now->nice, before->nice), since(now->system, before->system), since(now->idle, before->idle),
    since(now->iowait, before->iowait), since(now->irq, before->irq), since(now->softirq, before->softirq),
    since(now->steal, before->steal),
  };
}

void proc_uptime_line(char *line, size_t size, int users) {
  time_t now = time(NULL);
  long up = (long)proc_uptime();
  long days = up / SECONDS_PER_DAY;
  long hours = up % SECONDS_PER_DAY / 3600;
  long minutes = up % 3600 / 60;
  char clock[16];
  char day_part[32] = "";
  char hour_part[32];
  double load[3];
  strftime(clock, sizeof clock, "%H:%M:%S", localtime(&now));
  if (days > 0) snprintf(day_part, sizeof day_part, "%ld day%s, ", days, days == 1 ? "" : "s");
  if (hours > 0) snprintf(hour_part, sizeof hour_part, "%2ld:%02ld", hours, minutes);
  else snprintf(hour_part, sizeof hour_part, "%ld min", minutes);
  proc_load(load);
  snprintf(line, size, "%s up %s%s,  %d user%s,  load average: %.2f, %.2f, %.2f", clock, day_part, hour_part, users, users > 1 ? "s" : "",
           load[0], load[1], load[2]);
}

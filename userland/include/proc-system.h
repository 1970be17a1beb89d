/* The whole system as /proc/{stat,meminfo,loadavg,uptime} show it. Knows no process. */
#ifndef PROC_SYSTEM_H
#define PROC_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

enum { PROC_MAX_CPUS = 256 };

/** Columns of a cpu line of /proc/stat, in clock ticks. @see proc_stat(5) */
typedef struct {
  unsigned long long user, nice, system, idle, iowait, irq, softirq, steal;
} ProcCpu;

typedef struct {
  ProcCpu total;
  ProcCpu cpus[PROC_MAX_CPUS];
  int cpu_count;
  unsigned long long interrupts, switches, btime, forks;
  long long running, blocked;
} ProcSystem;

/** Sizes in KiB. */
typedef struct {
  long long total, free, available, buffers, cached, reclaimable, shared, swap_total, swap_free, active, inactive;
} ProcMemory;

bool proc_read_system(ProcSystem *system);
bool proc_read_memory(ProcMemory *memory);

/** Page cache with what of the kernel's slabs can be given back, as free and top count it; and what is neither that nor free. KiB. */
long long proc_cache_kib(const ProcMemory *memory);
long long proc_used_kib(const ProcMemory *memory);

/** Seconds since boot, with the kernel's two decimals. */
double proc_uptime(void);

/** The three load averages; zeros when they cannot be read. */
void proc_load(double load[3]);

/** Ticks of all columns. */
unsigned long long proc_cpu_sum(const ProcCpu *cpu);

/** `now - before` per column; a column that ran backwards counts 0. */
ProcCpu proc_cpu_since(const ProcCpu *now, const ProcCpu *before);

/** The line "HH:MM:SS up 1 day,  2:03,  1 user,  load average: 0.00, 0.01, 0.05" without line end, as uptime(1) and top(1) begin. */
void proc_uptime_line(char *line, size_t size, int users);

#endif

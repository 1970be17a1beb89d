// /proc/[pid]/sched and schedstat: what the scheduler counted. Knows no policy's inner data but what each task keeps.
import { SCHED_FIFO, SCHED_RR } from '../../../abi/sched.js';
import type { KernelState } from '../../kernel-state.js';
import { roundRobinSliceNs } from '../../sched/realtime.js';
import { quantile } from '../../task/log-histogram.js';
import type { Task } from '../../task/task.js';
import { milliseconds } from '../format.js';
import { hartOf } from '../live-context.js';
import { unbookedUserNs } from '../live-times.js';
import type { Subject } from '../subject.js';

type Row = readonly [label: string, value: string | number];

/** Linux keeps weights with ten more binary digits. @see Linux include/linux/sched.h scale_load */
const WEIGHT_SCALE = 1024;

/** Nanoseconds on a core. */
function runNs(kernel: KernelState, task: Task): number {
  return task.counters.utimeNs + task.counters.stimeNs + unbookedUserNs(kernel, task);
}

/** Nanoseconds that the task waited runnable, the present wait included. */
function delayNs(kernel: KernelState, task: Task): number {
  const { queued, hart, readyNs } = task.scheduling;
  const clockNs = kernel.machine.harts[hart]?.mtimeNs ?? 0;
  return task.counters.runDelayNs + (queued ? Math.max(0, clockNs - readyNs) : 0);
}

/** As sched_rr_get_interval(2) tells it: 0 where there is none. */
function sliceNs({ scheduler }: KernelState, { scheduling: { policy } }: Task): number {
  if (policy === SCHED_RR) return roundRobinSliceNs;
  return policy === SCHED_FIFO || scheduler.sliceNs === Infinity ? 0 : scheduler.sliceNs;
}

/** Three numbers: time on a core, time waited on a run queue (both ns), times put on a core. @see Linux Documentation/scheduler/sched-stats.rst */
export function pidSchedstat({ task }: Subject, kernel: KernelState): string {
  return `${Math.floor(runNs(kernel, task))} ${Math.floor(delayNs(kernel, task))} ${task.counters.dispatches}\n`;
}

/** Linux's rows in its order, and behind them what only this scheduler tells. Times in milliseconds. @see proc_pid_sched(5), Linux 6.6 kernel/sched/debug.c */
export function pidSched(subject: Subject, kernel: KernelState): string {
  const { task, process } = subject;
  const { scheduling, counters } = task;
  const title = `${task.comm} (${task.tid}, #threads: ${Math.max(1, process.tasks.length)})`;
  const rows: Row[] = [
    ['se.exec_start', milliseconds(hartOf(kernel, task)?.mtimeNs ?? scheduling.leftNs)],
    ['se.vruntime', milliseconds(scheduling.data.vruntime)],
    ['se.sum_exec_runtime', milliseconds(runNs(kernel, task))],
    ['se.nr_migrations', counters.migrations],
    ['wait_sum', milliseconds(delayNs(kernel, task))],
    ['wait_count', counters.dispatches],
    ['nr_wakeups', counters.wakeups],
    ['nr_switches', counters.voluntarySwitches + counters.involuntarySwitches],
    ['nr_voluntary_switches', counters.voluntarySwitches],
    ['nr_involuntary_switches', counters.involuntarySwitches],
    ['se.load.weight', scheduling.weight * WEIGHT_SCALE],
    ['policy', scheduling.policy],
    ['prio', scheduling.realtimePriority > 0 ? 99 - scheduling.realtimePriority : 120 + scheduling.nice],
    ['se.slice', sliceNs(kernel, task)],
    ['se.deadline', milliseconds(scheduling.data.deadline)],
    ['wakeup_latency_sum', milliseconds(counters.wakeLatencyNs)],
    ['wakeup_latency_max', milliseconds(counters.wakeLatencyMaxNs)],
    ['wakeup_latency_p50', milliseconds(quantile(counters.wakeLatencies, 0.5) ?? 0)],
    ['wakeup_latency_p99', milliseconds(quantile(counters.wakeLatencies, 0.99) ?? 0)],
    ...(counters.firstRunNs === undefined ? [] : [['response_time', milliseconds(counters.firstRunNs - task.startNs)] as const]),
    ...(counters.endNs === undefined ? [] : [['turnaround_time', milliseconds(counters.endNs - task.startNs)] as const]),
  ];
  const lines = rows.map(([label, value]) => `${label.padEnd(45)}:${String(value).padStart(21)}\n`).join('');
  return `${title}\n${'-'.repeat(67)}\n${lines}`;
}

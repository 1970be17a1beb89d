// Interval timers and the CPU limit of processes: what they do when they are due. Knows no core and no heap but its handle.
import { signals } from '../../abi/signals.js';
import type { KernelState } from '../kernel-state.js';
import { cancelTimer, findTimer, setTimer } from '../sched/timers.js';
import { hartOf } from '../sched/scheduler.js';
import type { Hart } from '../task/hardware.js';
import type { CpuTimer, Process } from '../task/task.js';
import { kernelSignal, sendToProcess } from './send-signal.js';
import { processUsage } from './usage.js';

/** Arms ITIMER_REAL to go off at `atNs`, or turns it off. */
export function setRealTimer(kernel: KernelState, hart: Hart, process: Process, atNs: number | undefined, intervalNs: number): void {
  cancelTimer(kernel, process.realTimer);
  process.realIntervalNs = intervalNs;
  process.realTimer = atNs === undefined ? 0 : setTimer(kernel, hart, atNs, { kind: 'real-timer', pid: process.pid });
}

/** Nanoseconds until ITIMER_REAL goes off; 0: it is off. */
export function realTimerLeftNs(kernel: KernelState, process: Process, nowNs: number): number {
  const timer = findTimer(kernel, process.realTimer);
  return timer === undefined ? 0 : Math.max(1, timer.atNs - nowNs);
}

/** ITIMER_REAL went off: SIGALRM, and again after the interval. */
export function realTimerExpired(kernel: KernelState, pid: number, atNs: number): void {
  const process = kernel.tasks.processes.get(pid);
  if (process === undefined || process.zombie) return;
  const hart = kernel.activeHart ?? hartOf(kernel, process.leader.scheduling.hart);
  const { realIntervalNs } = process;
  const missed = realIntervalNs === 0 ? 0 : Math.floor((hart.mtimeNs - atNs) / realIntervalNs);
  process.realTimer = 0;
  if (realIntervalNs > 0) setRealTimer(kernel, hart, process, atNs + (missed + 1) * realIntervalNs, realIntervalNs);
  sendToProcess(kernel, process, kernelSignal(signals.SIGALRM));
}

/** At a tick of a task of `process`: ITIMER_VIRTUAL, ITIMER_PROF, RLIMIT_CPU. */
export function checkCpuTimers(kernel: KernelState, process: Process): void {
  const { virtualTimer, profTimer } = process;
  const { soft, hard } = process.limits[0] ?? { soft: Infinity, hard: Infinity };
  if (virtualTimer.dueNs === 0 && profTimer.dueNs === 0 && soft === Infinity && hard === Infinity) return;
  const { utimeNs, stimeNs } = processUsage(process);
  checkTimer(kernel, process, virtualTimer, utimeNs, signals.SIGVTALRM);
  checkTimer(kernel, process, profTimer, utimeNs + stimeNs, signals.SIGPROF);
  checkLimit(kernel, process, utimeNs + stimeNs, soft * 1e9, hard * 1e9);
}

function checkTimer(kernel: KernelState, process: Process, timer: CpuTimer, usedNs: number, signo: number): void {
  if (timer.dueNs === 0 || usedNs < timer.dueNs) return;
  timer.dueNs = timer.intervalNs === 0 ? 0 : timer.dueNs + timer.intervalNs * (1 + Math.floor((usedNs - timer.dueNs) / timer.intervalNs));
  sendToProcess(kernel, process, kernelSignal(signo));
}

/** SIGXCPU at the soft limit and each second after it, SIGKILL at the hard limit. @see getrlimit(2) RLIMIT_CPU */
function checkLimit(kernel: KernelState, process: Process, usedNs: number, softNs: number, hardNs: number): void {
  if (usedNs >= hardNs) sendToProcess(kernel, process, kernelSignal(signals.SIGKILL));
  else if (usedNs >= Math.max(softNs, process.cpuLimitNs)) {
    process.cpuLimitNs = usedNs + 1e9;
    sendToProcess(kernel, process, kernelSignal(signals.SIGXCPU));
  }
}

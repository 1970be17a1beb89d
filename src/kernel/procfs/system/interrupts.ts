// /proc/interrupts and schedstat: what each core's timer, its interrupts and its run queue counted. Knows run queues, no task.
import { type KernelState, mtimeNs } from '../../kernel-state.js';
import type { RunQueue } from '../../sched/scheduler.js';
import { line, ticks } from '../format.js';
import { coreTimes } from '../live-times.js';

/** The supervisor timer interrupt's number in scause. */
const TIMER_IRQ = 5;

/** As riscv's Linux prints its timer and the one kind of inter-processor interrupt that there is. @see proc_interrupts(5) */
export function procInterrupts({ scheduler: { queues } }: KernelState): string {
  const counts = (count: (queue: RunQueue) => number): string => queues.map((queue) => `${String(count(queue)).padStart(10)} `).join('');
  const head = `${' '.repeat(11)}${queues.map(({ hartId }) => `CPU${String(hartId).padEnd(8)}`).join('')}\n`;
  const timer = `${String(TIMER_IRQ).padStart(3)}: ${counts((queue) => queue.ticks)} RISC-V INTC   ${TIMER_IRQ} Edge      riscv-timer\n`;
  return `${head}${timer}IPI0:${counts((queue) => queue.interruptsReceived)} Rescheduling interrupts\n`;
}

/**
 * Nine numbers a core: yields, 0, calls of the scheduler, of these with nothing to run, wake-ups, of these local, ns run, ns waited, times a task was
 * put on the core.
 *
 * @see Linux Documentation/scheduler/sched-stats.rst, version 15
 */
export function procSchedstat(kernel: KernelState): string {
  const { machine, scheduler } = kernel;
  const rows = scheduler.queues.map((queue) => {
    const hart = machine.harts[queue.hartId];
    const times = hart === undefined ? undefined : coreTimes(kernel, hart);
    const busyNs = times === undefined ? 0 : times.userNs + times.systemNs;
    return `cpu${queue.hartId} ${line(9, {
      1: queue.yields,
      3: queue.choices,
      4: queue.switches - queue.dispatches,
      5: queue.wakeups,
      6: queue.localWakeups,
      7: Math.floor(busyNs),
      8: Math.floor(queue.runDelayNs),
      9: queue.dispatches,
    })}`;
  });
  return `version 15\ntimestamp ${ticks(mtimeNs(kernel))}\n${rows.join('')}`;
}

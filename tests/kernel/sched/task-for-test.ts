// Tasks without a kernel: enough of one for a policy to put in order.
import { zeroCounters } from '../../../src/kernel/task/counters.js';
import { blankPcb } from '../../../src/kernel/task/pcb.js';
import { freshScheduling } from '../../../src/kernel/task/scheduling.js';
import { freshTaskSignals } from '../../../src/kernel/task/signal-state.js';
import type { Task } from '../../../src/kernel/task/task.js';
import { weightOfNice } from '../../../src/kernel/sched/weights.js';

export function taskForTest(tid: number, nice = 0): Task {
  const scheduling = { ...freshScheduling(0), nice, weight: weightOfNice(nice) };
  return {
    tid,
    process: undefined as unknown as Task['process'],
    comm: `task${tid}`,
    state: 'R',
    blocked: undefined,
    pcb: blankPcb(0),
    scheduling,
    signals: freshTaskSignals(),
    counters: zeroCounters(),
    startNs: 0,
    clearChildTid: 0,
    robustList: 0,
    parentDeathSignal: 0,
    timerSlackNs: 0,
  };
}

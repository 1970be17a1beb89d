// A trace's scheduling as `perf sched timehist` and `perf sched latency` list it. Knows no file format.
import type { SwitchLine, TraceLine } from '../lines.js';
import { milliseconds, placeText, plain, taskName } from './columns.js';
import type { ViewOptions } from './view.js';

interface TaskTimes {
  readonly tid: number;
  comm: string;
  /** When it became ready to run; undefined: it sleeps or runs. */
  readyNs: number | undefined;
  /** When it last left a core. */
  leftNs: number | undefined;
  startNs: number;
  waitNs: number;
  delayNs: number;
  runNs: number;
  switches: number;
  delaySumNs: number;
  delayMaxNs: number;
  delayMaxAtNs: number;
}

function freshTimes(tid: number, comm: string): TaskTimes {
  const sums = { runNs: 0, switches: 0, delaySumNs: 0, delayMaxNs: 0, delayMaxAtNs: 0 };
  return { tid, comm, readyNs: undefined, leftNs: undefined, startNs: 0, waitNs: 0, delayNs: 0, ...sums };
}

class SchedulingTimes {
  readonly #tasks = new Map<number, TaskTimes>();
  /** In the order of their first appearance. */
  readonly all: TaskTimes[] = [];

  /** A tid that is used again is another task. */
  begin(tid: number, comm: string): TaskTimes {
    const fresh = freshTimes(tid, comm);
    this.#tasks.set(tid, fresh);
    this.all.push(fresh);
    return fresh;
  }

  /** The task that a tid names now. */
  of(tid: number, comm: string): TaskTimes {
    const known = this.#tasks.get(tid) ?? this.begin(tid, comm);
    if (comm !== '') known.comm = comm;
    return known;
  }

  arrive(task: TaskTimes, ns: number): void {
    task.startNs = ns;
    task.waitNs = task.leftNs === undefined ? 0 : Math.max(0, ns - task.leftNs);
    task.delayNs = task.readyNs === undefined ? 0 : Math.max(0, ns - task.readyNs);
    task.readyNs = undefined;
    task.switches++;
    task.delaySumNs += task.delayNs;
    if (task.delayNs > task.delayMaxNs) [task.delayMaxNs, task.delayMaxAtNs] = [task.delayNs, ns];
  }

  /** Returns how long its turn was. */
  leave(task: TaskTimes, ns: number, runnable: boolean): number {
    const turnNs = Math.max(0, ns - task.startNs);
    task.runNs += turnNs;
    task.leftNs = ns;
    task.readyNs = runnable ? ns : undefined;
    return turnNs;
  }
}

function columns(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, index) => (widths[index] === undefined ? cell : cell.padStart(widths[index]))).join('  ');
}

const turnWidths = [16, 4, -1, 14, 14, 14];
const nameWidth = 24;

function turnRow(ns: string, core: string, name: string, times: readonly string[]): string {
  return columns([ns, core, name.padEnd(nameWidth), ...times], turnWidths);
}

function* latencies(tasks: readonly TaskTimes[]): Generator<string> {
  const widths = [-1, 16, 9, 14, 14, 16];
  yield columns(['task'.padEnd(nameWidth), 'run ms', 'switches', 'avg delay ms', 'max delay ms', 'max at ms'], widths);
  const total = { runNs: 0, switches: 0 };
  for (const task of [...tasks].sort((a, b) => b.delayMaxNs - a.delayMaxNs || a.tid - b.tid)) {
    const average = task.switches === 0 ? 0 : task.delaySumNs / task.switches;
    const times = [milliseconds(average), milliseconds(task.delayMaxNs), milliseconds(task.delayMaxAtNs)];
    yield columns([taskName(task.tid, task.comm).padEnd(nameWidth), milliseconds(task.runNs), String(task.switches), ...times], widths);
    total.runNs += task.runNs;
    total.switches += task.switches;
  }
  yield columns(['total'.padEnd(nameWidth), milliseconds(total.runNs), String(total.switches)], widths);
}

/** A switch ends a turn, which is a row, and begins another. */
function* turns(times: SchedulingTimes, line: SwitchLine, { symbols }: ViewOptions): Generator<string> {
  const { ns, core, from, fromComm, to, toComm, state } = line;
  if (from !== 0) {
    const task = times.of(from, plain(fromComm));
    const turnNs = times.leave(task, ns, state === 'R');
    const shown = [task.waitNs, task.delayNs, turnNs].map(milliseconds);
    yield turnRow(milliseconds(ns), String(core), taskName(from, fromComm), shown) + (symbols ? placeText(line) : '');
  }
  if (to !== 0) times.arrive(times.of(to, plain(toComm)), ns);
}

/** Each turn on a core when it ends: how long the task was off a core before, how long it was ready and had none, how long it ran. Then the delays per task. */
export function* schedulingList(lines: readonly TraceLine[], options: ViewOptions): Generator<string> {
  const times = new SchedulingTimes();
  yield turnRow('ms', 'core', 'task', ['wait ms', 'delay ms', 'run ms']);
  for (const line of lines) {
    if (line.event === 'wake') times.of(line.tid, plain(line.comm)).readyNs = line.ns;
    else if (line.event === 'task') times.begin(line.tid, plain(line.comm));
    else if (line.event === 'switch') yield* turns(times, line, options);
  }
  yield '';
  yield* latencies(times.all);
}

// The multi-level feedback queue: who uses much goes down, who waits comes up with all at the boost. Decides order only.
import type { Task } from '../task/task.js';
import { type EnqueueReason, type SchedulingPolicy, setWeight, sliceParameter, settingOf } from './policy.js';

/** Lists of tasks, the first list first; a boost appends lists instead of moving their tasks. */
type Level = Set<Task>[];

export interface MlfqQueue {
  readonly sliceNs: number;
  readonly allotmentNs: number;
  readonly growth: number;
  readonly boostNs: number;
  readonly index: number;
  /** The top one first. */
  readonly levels: Level[];
  /** Task -> the list that it stands in. */
  readonly places: Map<Task, Set<Task>>;
  /** Boosts so far: a task that was placed before the last one belongs to the top. */
  boosts: number;
  /** Run on this core since the last boost: while nothing runs nobody waits. */
  sinceBoostNs: number;
}

function levelOf(queue: MlfqQueue, { scheduling: { data } }: Task): number {
  if (data.home === queue.index && data.boosts !== queue.boosts) return 0;
  return Math.min(data.level, queue.levels.length - 1);
}

/** Writes down where the task is now, its share of the boosts included. */
function settleLevel(queue: MlfqQueue, task: Task): number {
  const { data } = task.scheduling;
  const level = levelOf(queue, task);
  if (data.home === queue.index && data.boosts !== queue.boosts) data.levelNs = 0;
  data.level = level;
  data.home = queue.index;
  data.boosts = queue.boosts;
  return level;
}

/** Rules 3 and 2: a new task begins at the top; everyone joins behind its equals. */
function enqueue(queue: MlfqQueue, task: Task, reason: EnqueueReason): void {
  const { data } = task.scheduling;
  if (reason === 'new') Object.assign(data, { level: 0, levelNs: 0, home: queue.index, boosts: queue.boosts });
  const list = queue.levels[settleLevel(queue, task)]?.at(-1);
  if (list === undefined) throw new Error('a level has no list');
  list.add(task);
  queue.places.set(task, list);
}

function dequeue(queue: MlfqQueue, task: Task): void {
  settleLevel(queue, task);
  queue.places.get(task)?.delete(task);
  queue.places.delete(task);
}

function firstOf(level: Level): Task | undefined {
  while (level.length > 1 && level[0]?.size === 0) level.shift();
  for (const task of level[0] ?? []) return task;
  return undefined;
}

/** Rule 1: the highest level that has somebody. */
function pick(queue: MlfqQueue): Task | undefined {
  for (const level of queue.levels) {
    const next = firstOf(level);
    if (next === undefined) continue;
    dequeue(queue, next);
    next.scheduling.data.usedNs = 0;
    return next;
  }
  return undefined;
}

/** Rule 5: all go to the top. Lists are handed over whole, so the cost follows the levels and not the tasks. */
function boost(queue: MlfqQueue): void {
  const [top = [], ...lower] = queue.levels;
  if (top.at(-1)?.size === 0) top.pop();
  for (const level of lower) top.push(...level.splice(0, level.length, new Set()).filter((list) => list.size > 0));
  // Who joins the top now stands behind all that were raised.
  top.push(new Set());
  queue.boosts++;
  queue.sinceBoostNs = 0;
}

function ran(queue: MlfqQueue, running: Task, ranNs: number): void {
  const { data } = running.scheduling;
  data.usedNs += ranNs;
  data.levelNs += ranNs;
  queue.sinceBoostNs += ranNs;
  if (queue.sinceBoostNs >= queue.boostNs) boost(queue);
}

/** Rule 4: an allotment that is used up costs a level, however often the core was given up meanwhile. */
function stopped(queue: MlfqQueue, running: Task): void {
  const { data } = running.scheduling;
  const level = settleLevel(queue, running);
  if (data.levelNs < grown(queue, queue.allotmentNs, level)) return;
  data.level = Math.min(level + 1, queue.levels.length - 1);
  data.levelNs = 0;
}

/** Lower levels have longer slices and allotments. */
function grown({ growth }: MlfqQueue, ns: number, level: number): number {
  return ns * growth ** level;
}

function remainingNs(queue: MlfqQueue, running: Task): number {
  const { data } = running.scheduling;
  const level = levelOf(queue, running);
  const levelNs = data.boosts === queue.boosts ? data.levelNs : 0;
  return Math.max(0, Math.min(grown(queue, queue.sliceNs, level) - data.usedNs, grown(queue, queue.allotmentNs, level) - levelNs));
}

function* lowestFirst({ levels }: MlfqQueue): IterableIterator<Task> {
  for (const level of levels.toReversed()) for (const list of level) yield* list;
}

const count = { unit: 'count', lowest: 1 } as const;

/** @see OSTEP ch. 8, the five rules */
export const mlfq: SchedulingPolicy<MlfqQueue> = {
  name: 'mlfq',
  summary: 'multi-level feedback queue: priority learned from behaviour',
  parameters: [
    { ...count, name: 'levels', initial: 4, highest: 16, summary: 'priority levels' },
    sliceParameter(10_000_000),
    { ...sliceParameter(20_000_000), name: 'allotment', summary: 'run at the top level before a task goes down' },
    { ...count, name: 'growth', initial: 2, highest: 8, summary: 'how many times longer slice and allotment are one level below' },
    { name: 'boost', unit: 'time', initial: 1e9, lowest: 1_000_000, highest: 3600e9, summary: 'run on the core until all go to the top' },
  ],
  quantum: 'slice',
  mayStarve: false,
  createQueue: (settings) => ({
    sliceNs: settingOf(settings, 'slice'),
    allotmentNs: settingOf(settings, 'allotment'),
    growth: settingOf(settings, 'growth'),
    boostNs: settingOf(settings, 'boost'),
    index: settings.index,
    levels: Array.from({ length: settingOf(settings, 'levels') }, () => [new Set<Task>()]),
    places: new Map(),
    boosts: 0,
    sinceBoostNs: 0,
  }),
  enqueue,
  dequeue,
  pick,
  ran,
  stopped,
  remainingNs,
  preempts: (queue, woken, running) => levelOf(queue, woken) < levelOf(queue, running),
  reweigh: setWeight,
  size: ({ places }) => places.size,
  candidates: lowestFirst,
};

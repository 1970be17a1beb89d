// Tasks with tickets, and who holds the n-th ticket: a Fenwick tree over dense places, O(log n) for everything. Knows no chance.
import type { Task } from '../task/task.js';

/** A task's place stands in its `data.sequence` while it is in. */
export interface TicketTree {
  readonly tasks: Task[];
  readonly tickets: number[];
  /** Of place i: the tickets of the places i - lowbit(i + 1) + 1 to i. */
  readonly sums: number[];
}

export function ticketTree(): TicketTree {
  return { tasks: [], tickets: [], sums: [] };
}

const lowbit = (number: number): number => number & -number;

/** Tickets of the first `count` places. */
function sumOf({ sums }: TicketTree, count: number): number {
  let sum = 0;
  for (let end = count; end > 0; end -= lowbit(end)) sum += sums[end - 1] ?? 0;
  return sum;
}

export function totalTickets(tree: TicketTree): number {
  return sumOf(tree, tree.tasks.length);
}

export function addTickets(tree: TicketTree, task: Task, tickets: number): void {
  const place = tree.tasks.length;
  task.scheduling.data.sequence = place;
  tree.tasks.push(task);
  tree.tickets.push(tickets);
  tree.sums.push(tickets + sumOf(tree, place) - sumOf(tree, place + 1 - lowbit(place + 1)));
}

/** The last one takes the place of the one that leaves. */
export function removeTickets(tree: TicketTree, task: Task): void {
  const place = task.scheduling.data.sequence;
  const last = tree.tasks.at(-1);
  if (last === undefined || tree.tasks[place] !== task) throw new Error(`task ${task.tid} holds no tickets`);
  const moved = tree.tickets.at(-1) ?? 0;
  change(tree, place, moved - (tree.tickets[place] ?? 0));
  tree.tasks[place] = last;
  tree.tickets[place] = moved;
  last.scheduling.data.sequence = place;
  tree.tasks.pop();
  tree.tickets.pop();
  tree.sums.pop();
}

function change({ sums }: TicketTree, place: number, by: number): void {
  for (let end = place + 1; end <= sums.length; end += lowbit(end)) sums[end - 1] = (sums[end - 1] ?? 0) + by;
}

/** Who holds ticket `number`, 0 to the total - 1. */
export function holderOf({ tasks, sums }: TicketTree, number: number): Task | undefined {
  let place = 0;
  let left = number;
  let step = 1;
  while (step * 2 <= sums.length) step *= 2;
  for (; step >= 1; step /= 2) {
    const sum = sums[place + step - 1];
    if (sum === undefined || sum > left) continue;
    left -= sum;
    place += step;
  }
  return tasks[place];
}

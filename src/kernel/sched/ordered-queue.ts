// Tasks in order of a key, equal keys in order of arrival: O(log n) to add, to remove and to take the first. Knows no key's meaning.
import type { Task } from '../task/task.js';
import { type DeadlineTree, deadlineTree, earliestDeadline, insertByDeadline, removeByDeadline } from './deadline-tree.js';

/** While a task is in, its key stands in its `data.deadline` and must not change. */
export interface OrderedQueue {
  readonly tree: DeadlineTree;
  size: number;
  nextSequence: number;
  /** Of the last one that was put before its equals; it counts down. */
  frontSequence: number;
}

export function orderedQueue(): OrderedQueue {
  return { tree: deadlineTree(), size: 0, nextSequence: 0, frontSequence: 0 };
}

/** Puts `task` behind those with the same key, or before them. */
export function addOrdered(queue: OrderedQueue, task: Task, key: number, place: 'behind' | 'before' = 'behind'): void {
  const { data } = task.scheduling;
  data.deadline = key;
  data.sequence = place === 'behind' ? queue.nextSequence++ : --queue.frontSequence;
  insertByDeadline(queue.tree, task);
  queue.size++;
}

export function removeOrdered(queue: OrderedQueue, task: Task): void {
  removeByDeadline(queue.tree, task);
  queue.size--;
}

export function firstOf(queue: OrderedQueue): Task | undefined {
  return earliestDeadline(queue.tree);
}

export function takeFirstOf(queue: OrderedQueue): Task | undefined {
  const first = firstOf(queue);
  if (first !== undefined) removeOrdered(queue, first);
  return first;
}

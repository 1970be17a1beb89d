// Tasks ordered by virtual deadline, and for each subtree its least virtual run time, so that the eligible task with the earliest deadline is found in O(log n).
import type { Task } from '../task/task.js';

/** A node of a treap: a search tree by (deadline, sequence), a heap by `priority`. Children are undefined at leaves. */
export interface DeadlineNode {
  readonly task: Task;
  readonly deadline: number;
  readonly sequence: number;
  readonly vruntime: number;
  readonly priority: number;
  /** Least `vruntime` of the subtree. */
  least: number;
  left: DeadlineNode | undefined;
  right: DeadlineNode | undefined;
}

export type DeadlineTree = DeadlineNode | undefined;

/** The tree with `task` under its present deadline; they must not change while it is in. */
export function insertByDeadline(tree: DeadlineTree, task: Task): DeadlineNode {
  const { deadline, sequence, vruntime } = task.scheduling.data;
  const node: DeadlineNode = {
    task,
    deadline,
    sequence,
    vruntime,
    priority: scatter(sequence),
    least: vruntime,
    left: undefined,
    right: undefined,
  };
  return insert(tree, node);
}

/** The tree without `task`. */
export function removeByDeadline(tree: DeadlineTree, task: Task): DeadlineTree {
  if (tree === undefined) throw new Error(`task ${task.tid} is not in the deadline tree`);
  if (tree.task === task) return merge(tree.left, tree.right);
  const { deadline, sequence } = task.scheduling.data;
  if (before(deadline, sequence, tree)) tree.left = removeByDeadline(tree.left, task);
  else tree.right = removeByDeadline(tree.right, task);
  return refresh(tree);
}

/** The task with the earliest deadline among those whose virtual run time is at most `limit`. */
export function earliestEligible(tree: DeadlineTree, limit: number): Task | undefined {
  let node = tree;
  while (node !== undefined) {
    if (node.left !== undefined && node.left.least <= limit) node = node.left;
    else if (node.vruntime <= limit) return node.task;
    else node = node.right;
  }
  return undefined;
}

/** The task with the earliest deadline of all. */
export function earliestDeadline(tree: DeadlineTree): Task | undefined {
  let node = tree;
  while (node?.left !== undefined) node = node.left;
  return node?.task;
}

/** Latest deadline first: those that will run last are the cheapest to move. */
export function* latestFirst(tree: DeadlineTree): IterableIterator<Task> {
  if (tree === undefined) return;
  yield* latestFirst(tree.right);
  yield tree.task;
  yield* latestFirst(tree.left);
}

export function* earliestFirst(tree: DeadlineTree): IterableIterator<Task> {
  if (tree === undefined) return;
  yield* earliestFirst(tree.left);
  yield tree.task;
  yield* earliestFirst(tree.right);
}

function insert(tree: DeadlineTree, node: DeadlineNode): DeadlineNode {
  if (tree === undefined) return node;
  if (node.priority < tree.priority) {
    const [left, right] = split(tree, node);
    node.left = left;
    node.right = right;
    return refresh(node);
  }
  if (before(node.deadline, node.sequence, tree)) tree.left = insert(tree.left, node);
  else tree.right = insert(tree.right, node);
  // One more node: no need to look at the other child, which among many tasks is in no cache of the host.
  if (node.vruntime < tree.least) tree.least = node.vruntime;
  return tree;
}

function split(tree: DeadlineTree, at: DeadlineNode): [DeadlineTree, DeadlineTree] {
  if (tree === undefined) return [undefined, undefined];
  if (before(at.deadline, at.sequence, tree)) {
    const [left, right] = split(tree.left, at);
    tree.left = right;
    return [left, refresh(tree)];
  }
  const [left, right] = split(tree.right, at);
  tree.right = left;
  return [refresh(tree), right];
}

function merge(left: DeadlineTree, right: DeadlineTree): DeadlineTree {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (left.priority < right.priority) {
    left.right = merge(left.right, right);
    return refresh(left);
  }
  right.left = merge(left, right.left);
  return refresh(right);
}

function before(deadline: number, sequence: number, node: DeadlineNode): boolean {
  return deadline < node.deadline || (deadline === node.deadline && sequence < node.sequence);
}

function refresh(node: DeadlineNode): DeadlineNode {
  node.least = Math.min(node.vruntime, node.left?.least ?? Infinity, node.right?.least ?? Infinity);
  return node;
}

/** Spreads consecutive numbers over 32 bits, so that the tree stays shallow whatever the order of arrival. */
function scatter(sequence: number): number {
  const mixed = Math.imul(sequence ^ (sequence >>> 15), 0x2c1b3c6d);
  return Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0;
}

// Tasks ordered by virtual deadline, and for each subtree its least virtual run time, so that the eligible task with the earliest deadline is found in O(log n).
import type { Task } from '../task/task.js';

/** Number of a node's row; 0: none. */
type Row = number;

/**
 * A treap: a search tree by (deadline, sequence), a heap by priority. Its nodes are rows of 64 bytes, not objects: among many tasks, most of them
 * are in no cache of the host, and an object would be several lines of it.
 */
export interface DeadlineTree {
  root: Row;
  /** First of the rows that are in no tree, which are linked by `left`. */
  free: Row;
  /** The rows twice: as numbers, in the places `numberAt`, and as integers, in the places `linkAt`. */
  numbers: Float64Array;
  links: Int32Array;
  readonly tasks: (Task | undefined)[];
}

/** `least`: the least virtual run time of the subtree. The links come behind: what is used of a row is in one line of the host's caches. */
const numberAt = { deadline: 0, sequence: 1, vruntime: 2, least: 3 } as const;
const linkAt = { left: 8, right: 9, priority: 10 } as const;
const rowBytes = 64;
const numbersEach = rowBytes / 8;
const linksEach = rowBytes / 4;

const firstRows = 16;

export function deadlineTree(): DeadlineTree {
  const tree = { root: 0, free: 0, numbers: new Float64Array(), links: new Int32Array(), tasks: [undefined] };
  grow(tree, firstRows);
  return tree;
}

/** Room for `rows` rows; that of number 0 stands for the empty subtree, whose least virtual run time is above all. */
function grow(tree: DeadlineTree, rows: number): void {
  const { links, tasks } = tree;
  const bytes = new ArrayBuffer(rows * rowBytes);
  tree.numbers = new Float64Array(bytes);
  tree.links = new Int32Array(bytes);
  tree.links.set(links);
  tree.numbers[numberAt.least] = Infinity;
  while (tasks.length < rows) release(tree, tasks.push(undefined) - 1);
}

function release(tree: DeadlineTree, row: Row): void {
  tree.tasks[row] = undefined;
  tree.links[row * linksEach + linkAt.left] = tree.free;
  tree.free = row;
}

function number(tree: DeadlineTree, row: Row, at: number): number {
  return tree.numbers[row * numbersEach + at] ?? 0;
}

function link(tree: DeadlineTree, row: Row, at: number): number {
  return tree.links[row * linksEach + at] ?? 0;
}

/** Puts `task` in under its present deadline; its numbers must not change while it is in. */
export function insertByDeadline(tree: DeadlineTree, task: Task): void {
  if (tree.free === 0) grow(tree, 2 * tree.tasks.length);
  const row = tree.free;
  tree.free = link(tree, row, linkAt.left);
  const { deadline, sequence, vruntime } = task.scheduling.data;
  const { numbers, links, tasks } = tree;
  tasks[row] = task;
  numbers[row * numbersEach + numberAt.deadline] = deadline;
  numbers[row * numbersEach + numberAt.sequence] = sequence;
  numbers[row * numbersEach + numberAt.vruntime] = vruntime;
  numbers[row * numbersEach + numberAt.least] = vruntime;
  links[row * linksEach + linkAt.left] = 0;
  links[row * linksEach + linkAt.right] = 0;
  links[row * linksEach + linkAt.priority] = scatter(sequence);
  tree.root = insert(tree, tree.root, row);
}

/** Takes `task` out. */
export function removeByDeadline(tree: DeadlineTree, task: Task): void {
  const { deadline, sequence } = task.scheduling.data;
  tree.root = remove(tree, tree.root, task, deadline, sequence);
}

/** The task with the earliest deadline among those whose virtual run time is at most `limit`. */
export function earliestEligible(tree: DeadlineTree, limit: number): Task | undefined {
  let row = tree.root;
  while (row !== 0) {
    const left = link(tree, row, linkAt.left);
    if (number(tree, left, numberAt.least) <= limit) row = left;
    else if (number(tree, row, numberAt.vruntime) <= limit) return tree.tasks[row];
    else row = link(tree, row, linkAt.right);
  }
  return undefined;
}

/** The task with the earliest deadline of all. */
export function earliestDeadline(tree: DeadlineTree): Task | undefined {
  let first = 0;
  for (let row = tree.root; row !== 0; row = link(tree, row, linkAt.left)) first = row;
  return tree.tasks[first];
}

/** Latest deadline first: those that will run last are the cheapest to move. */
export function latestFirst(tree: DeadlineTree): IterableIterator<Task> {
  return inOrder(tree, tree.root, linkAt.right, linkAt.left);
}

export function earliestFirst(tree: DeadlineTree): IterableIterator<Task> {
  return inOrder(tree, tree.root, linkAt.left, linkAt.right);
}

function* inOrder(tree: DeadlineTree, row: Row, first: number, last: number): IterableIterator<Task> {
  if (row === 0) return;
  yield* inOrder(tree, link(tree, row, first), first, last);
  const task = tree.tasks[row];
  if (task !== undefined) yield task;
  yield* inOrder(tree, link(tree, row, last), first, last);
}

/** The subtree at `at` with `row`, which is none yet. */
function insert(tree: DeadlineTree, at: Row, row: Row): Row {
  if (at === 0) return row;
  if (link(tree, row, linkAt.priority) < link(tree, at, linkAt.priority)) {
    split(tree, at, row, row * linksEach + linkAt.left, row * linksEach + linkAt.right);
    refresh(tree, row);
    return row;
  }
  const side = isBefore(tree, number(tree, row, numberAt.deadline), number(tree, row, numberAt.sequence), at) ? linkAt.left : linkAt.right;
  tree.links[at * linksEach + side] = insert(tree, link(tree, at, side), row);
  // One more node: no need to look at the other child, which among many tasks is in no cache of the host.
  const least = number(tree, row, numberAt.vruntime);
  if (least < number(tree, at, numberAt.least)) tree.numbers[at * numbersEach + numberAt.least] = least;
  return at;
}

/** Hangs those of the subtree at `at` that come before `row` at the link `earlier`, the others at `later`. */
function split(tree: DeadlineTree, at: Row, row: Row, earlier: number, later: number): void {
  const { links } = tree;
  if (at === 0) {
    links[earlier] = 0;
    links[later] = 0;
    return;
  }
  if (isBefore(tree, number(tree, row, numberAt.deadline), number(tree, row, numberAt.sequence), at)) {
    links[later] = at;
    split(tree, link(tree, at, linkAt.left), row, earlier, at * linksEach + linkAt.left);
  } else {
    links[earlier] = at;
    split(tree, link(tree, at, linkAt.right), row, at * linksEach + linkAt.right, later);
  }
  refresh(tree, at);
}

/** The subtree at `at` without `task`. */
function remove(tree: DeadlineTree, at: Row, task: Task, deadline: number, sequence: number): Row {
  if (at === 0) throw new Error(`task ${task.tid} is not in the deadline tree`);
  // No two of a queue have the same sequence.
  if (number(tree, at, numberAt.sequence) === sequence) {
    const rest = merge(tree, link(tree, at, linkAt.left), link(tree, at, linkAt.right));
    release(tree, at);
    return rest;
  }
  const side = isBefore(tree, deadline, sequence, at) ? linkAt.left : linkAt.right;
  tree.links[at * linksEach + side] = remove(tree, link(tree, at, side), task, deadline, sequence);
  refresh(tree, at);
  return at;
}

/** Both subtrees as one; all of `left` comes before all of `right`. */
function merge(tree: DeadlineTree, left: Row, right: Row): Row {
  if (left === 0) return right;
  if (right === 0) return left;
  if (link(tree, left, linkAt.priority) < link(tree, right, linkAt.priority)) {
    tree.links[left * linksEach + linkAt.right] = merge(tree, link(tree, left, linkAt.right), right);
    refresh(tree, left);
    return left;
  }
  tree.links[right * linksEach + linkAt.left] = merge(tree, left, link(tree, right, linkAt.left));
  refresh(tree, right);
  return right;
}

/** Whether one of this deadline and sequence comes before the node at `row`. */
function isBefore(tree: DeadlineTree, deadline: number, sequence: number, row: Row): boolean {
  const other = number(tree, row, numberAt.deadline);
  return deadline < other || (deadline === other && sequence < number(tree, row, numberAt.sequence));
}

function refresh(tree: DeadlineTree, row: Row): void {
  const ofLeft = number(tree, link(tree, row, linkAt.left), numberAt.least);
  const ofRight = number(tree, link(tree, row, linkAt.right), numberAt.least);
  tree.numbers[row * numbersEach + numberAt.least] = Math.min(number(tree, row, numberAt.vruntime), ofLeft, ofRight);
}

/** Spreads consecutive numbers over 32 bits, so that the tree stays shallow whatever the order of arrival. */
function scatter(sequence: number): number {
  const mixed = Math.imul(sequence ^ (sequence >>> 15), 0x2c1b3c6d);
  return Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
}

// Where each node's code stands in nested blocks. Knows no code.
import { immediateDominators } from './dominators.js';
import type { FlowGraph } from './flow-graph.js';
import type { Loop, LoopNest } from './loop-nest.js';

/** The nodes whose code stands behind a block that is opened at this node, each in the order of the code. */
export interface Followers {
  /** Behind this node's own code; in its loop, if it is a header. */
  readonly inside: number[];
  /** Behind the loop of which this node is the header. */
  readonly behind: number[];
}

/**
 * Each node's followers. A node that follows no other is entered by one edge only: its code stands in the place of that edge.
 *
 * A node follows its immediate dominator, as edges from elsewhere do not lead to it. Unlike in Ramsey's paper, code that has left a loop does not
 * stand in it: it follows the header of the outermost loop that it has left, so that a compiler that reads the loop sees only the loop.
 *
 * @see N. Ramsey, Beyond Relooper, ICFP 2022
 */
export function placeNodes(nest: LoopNest, isDispatch: (node: number) => boolean): Followers[] {
  const dominators = immediateDominators(nest);
  const entering = countForwardEdges(nest);
  const followers: Followers[] = nest.order.map(() => ({ inside: [], behind: [] }));
  for (const node of nest.order.slice(1)) {
    const dominator = dominators[node] ?? 0;
    const left = outermostLoopLeft(nest.loops[dominator], nest.loops[node]);
    if (left !== undefined) followers[left.header]?.behind.push(node);
    else if (entering[node] !== 1 || isDispatch(dominator)) followers[dominator]?.inside.push(node);
  }
  return followers;
}

function countForwardEdges({ successors, order }: FlowGraph & Pick<LoopNest, 'order'>): number[] {
  const counts = successors.map(() => 0);
  const passed = new Set<number>();
  for (const node of order) {
    passed.add(node);
    for (const successor of successors[node] ?? []) if (!passed.has(successor)) counts[successor] = (counts[successor] ?? 0) + 1;
  }
  return counts;
}

/** The outermost loop around `from` that is not around `to`; both are innermost loops. */
function outermostLoopLeft(from: Loop | undefined, to: Loop | undefined): Loop | undefined {
  const kept = new Set(loopsAround(to));
  return loopsAround(from).findLast((loop) => !kept.has(loop));
}

/** A loop and those around it, from the inside. */
function loopsAround(innermost: Loop | undefined): Loop[] {
  const loops: Loop[] = [];
  for (let loop = innermost; loop !== undefined; loop = loop.outer) loops.push(loop);
  return loops;
}

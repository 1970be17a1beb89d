// Where each node's code stands in nested blocks. Knows no code.
import { immediateDominators } from './dominators.js';
import { isHeader, type Loop, type LoopNest } from './loop-nest.js';

/** The nodes whose code stands behind blocks that are opened at this node, each in the order of the code. */
export interface Followers {
  /** Behind this node's own code; in its loop, if it is a header. */
  readonly inside: number[];
  /** Behind the loop of which this node is the header. */
  readonly behind: number[];
}

/** So many nodes stand in the place of an edge of each other at most, since who writes them recurses. */
const deepestInPlace = 32;

/**
 * Each node's followers. A node that follows no other is entered by one edge, and its code stands in the place of that edge.
 *
 * What several edges enter follows its immediate dominator, or the node in whose code that stands. Unlike in Ramsey's paper, what is left from
 * a loop does not stand in it: it follows the header of the outermost loop that is left. So who compiles a loop reads only the loop.
 *
 * @see N. Ramsey, Beyond Relooper, ICFP 2022
 */
export function placeNodes(nest: LoopNest): Followers[] {
  const dominators = immediateDominators(nest);
  const entering = countForwardEdges(nest);
  const followers: Followers[] = nest.successors.map(() => ({ inside: [], behind: [] }));
  /** The nearest node around that is a header or a follower, and how deep in place. */
  const places = nest.successors.map((_, node) => ({ within: node, depth: 0 }));
  for (const node of nest.order.slice(1)) {
    const dominator = dominators[node] ?? 0;
    const { within, depth } = places[dominator] ?? { within: dominator, depth: 0 };
    const left = outermostLoopLeft(nest.loops[dominator], nest.loops[node]);
    const inPlace = entering[node] === 1 && dominator < nest.firstDispatch && depth < deepestInPlace;
    if (left !== undefined) followers[left.header]?.behind.push(node);
    else if (!inPlace) followers[within]?.inside.push(node);
    else places[node] = { within: isHeader(nest, node) ? node : within, depth: depth + 1 };
  }
  return followers;
}

function countForwardEdges({ successors, order }: LoopNest): number[] {
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
  if (from === to) return undefined;
  const kept = new Set(loopsAround(to));
  return loopsAround(from).findLast((loop) => !kept.has(loop));
}

/** A loop and those around it, from the inside. */
function loopsAround(innermost: Loop | undefined): Loop[] {
  const loops: Loop[] = [];
  for (let loop = innermost; loop !== undefined; loop = loop.outer) loops.push(loop);
  return loops;
}

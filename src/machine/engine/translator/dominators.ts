// The dominator tree of a graph whose loops are known. Knows no code.
import type { LoopNest } from './loop-nest.js';

/**
 * The immediate dominator of each node; 0 for the entry. When a node's turn comes, its edges from earlier nodes have been seen, and those from
 * later ones will change nothing, since it dominates them: so one pass does what is otherwise repeated until nothing changes.
 *
 * @see K. Cooper, T. Harvey, K. Kennedy, A Simple, Fast Dominance Algorithm, 2001
 */
export function immediateDominators({ successors, order }: Pick<LoopNest, 'successors' | 'order'>): number[] {
  const dominators: number[] = [0];
  const depths: number[] = [];
  for (const node of order) {
    depths[node] = (depths[dominators[node] ?? 0] ?? 0) + 1;
    for (const successor of successors[node] ?? []) {
      dominators[successor] = common(dominators[successor] ?? node, node, dominators, depths);
    }
  }
  return dominators;
}

/** The deepest node that dominates both. */
function common(one: number, other: number, dominators: readonly number[], depths: readonly number[]): number {
  let [a, b] = [one, other];
  while (a !== b) {
    if ((depths[a] ?? 0) > (depths[b] ?? 0)) a = dominators[a] ?? 0;
    else b = dominators[b] ?? 0;
  }
  return a;
}

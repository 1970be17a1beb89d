// Strongly connected components of a part of a graph. Knows no loops: a single node is a component too.
import type { FlowGraph } from './flow-graph.js';

/**
 * The components of the graph of `nodes` and the edges between them, in topological order. Recurses as deep as a path is long.
 *
 * @see R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1972; with one number a node, as R. Sedgewick has it
 */
export function strongComponents(nodes: readonly number[], { successors }: FlowGraph): number[][] {
  const components: number[][] = [];
  const unvisited = new Set(nodes);
  const open: number[] = [];
  /** The earliest open node that a node is known to reach. Nodes of complete components, and those outside, reach none. */
  const reach = new Map<number, number>();

  const visit = (node: number): number => {
    const turn = reach.size;
    reach.set(node, turn);
    unvisited.delete(node);
    open.push(node);
    let earliest = turn;
    for (const successor of successors[node] ?? []) {
      earliest = Math.min(earliest, unvisited.has(successor) ? visit(successor) : (reach.get(successor) ?? Infinity));
    }
    reach.set(node, earliest);
    if (earliest < turn) return earliest;
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) reach.set(member, Infinity);
    components.push(component);
    return Infinity;
  };

  for (const node of nodes) if (unvisited.has(node)) visit(node);
  return components.reverse();
}

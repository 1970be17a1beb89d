// The loops of a graph, each with one header. Where a loop has several entries, makes one of them. Knows no code.
import type { FlowGraph } from './flow-graph.js';
import { strongComponents } from './strong-components.js';

export interface Loop {
  /** Every way into the loop, and around it, goes through this node. */
  readonly header: number;
  /** The next loop around this one. */
  readonly outer: Loop | undefined;
}

/**
 * A reducible graph. Nodes beyond those of the graph that it was made from are dispatch nodes: headers of loops that had several entries.
 * The successors of a dispatch node are those entries, and all edges into them go to the dispatch node instead.
 */
export interface LoopNest extends FlowGraph {
  /** All nodes: edges lead forward, or back to the header of a loop around them. A loop stands in one piece, its header first. */
  readonly order: readonly number[];
  /** The innermost loop around each node. A header is in its own loop. */
  readonly loops: readonly (Loop | undefined)[];
}

/**
 * A strongly connected component is a loop; the loops in it are those of its nodes without its header. This order is known as weak topological.
 *
 * @see F. Bourdoncle, Efficient chaotic iteration strategies with widenings, 1993
 */
export function findLoops(graph: FlowGraph): LoopNest {
  const successors = graph.successors.map((targets) => [...targets]);
  const order: number[] = [];
  const loops: (Loop | undefined)[] = [];

  const append = (node: number, loop: Loop | undefined): void => {
    order.push(node);
    loops[node] = loop;
  };
  const appendAll = (nodes: readonly number[], outer: Loop | undefined): void => {
    for (const component of strongComponents(nodes, { successors })) {
      const [first = 0] = component;
      if (component.length === 1 && !successors[first]?.includes(first)) {
        append(first, outer);
        continue;
      }
      const header = singleEntry(component, successors);
      const loop = { header, outer };
      append(header, loop);
      appendAll(
        component.filter((node) => node !== header),
        loop,
      );
    }
  };

  appendAll([...successors.keys()], undefined);
  return { successors, order, loops };
}

/** The only entry of a component, or the dispatch node that becomes it. */
function singleEntry(component: readonly number[], successors: number[][]): number {
  const entries = entriesOf(new Set(component), successors);
  const [entry = 0] = entries;
  return entries.length <= 1 ? entry : addDispatch(entries, successors);
}

/** The nodes of a component that can be reached from outside. The component of the graph's own entry has no other: nothing is outside. */
function entriesOf(component: ReadonlySet<number>, successors: readonly (readonly number[])[]): number[] {
  const entering = successors.flatMap((targets, node) => (component.has(node) ? [] : targets.filter((target) => component.has(target))));
  return [...new Set(entering)];
}

function addDispatch(entries: readonly number[], successors: number[][]): number {
  const dispatch = successors.length;
  for (const [node, targets] of successors.entries()) {
    successors[node] = targets.map((target) => (entries.includes(target) ? dispatch : target));
  }
  successors.push([...entries]);
  return dispatch;
}

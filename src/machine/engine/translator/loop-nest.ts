// The loops of a graph, each with one header. Where a loop has several entries, makes one of them. Knows no code.
import type { FlowGraph } from './flow-graph.js';
import { strongComponents } from './strong-components.js';

export interface Loop {
  /** Every way into the loop, and around it, goes through this node. */
  readonly header: number;
  /** The next loop around this one. */
  readonly outer: Loop | undefined;
}

/** A reducible graph. */
export interface LoopNest extends FlowGraph {
  /**
   * From here on nodes are dispatch nodes, which the original graph did not have: headers of loops that had several entries.
   * Their successors are these entries, and the edges into the entries go to the dispatch node instead.
   */
  readonly firstDispatch: number;
  /** All nodes: edges lead forward, or back to the header of a loop around them. A loop stands in one piece, its header first. */
  readonly order: readonly number[];
  /** The innermost loop around each node. A header is in its own loop. */
  readonly loops: readonly (Loop | undefined)[];
}

export function isHeader({ loops }: LoopNest, node: number): boolean {
  return loops[node]?.header === node;
}

/**
 * A strongly connected component is a loop; the loops in it are those of its nodes without its header. The order is known as weak topological.
 *
 * @see F. Bourdoncle, Efficient chaotic iteration strategies with widenings, 1993
 */
export function findLoops(graph: FlowGraph): LoopNest {
  const successors = graph.successors.map((targets) => [...targets]);
  const predecessors = predecessorsOf(graph);
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
      // The component of the graph's own entry has no edges from outside.
      const [entry = 0, ...others] = entriesOf(component, predecessors);
      const header = others.length === 0 ? entry : addDispatch([entry, ...others], successors, predecessors);
      const loop = { header, outer };
      append(header, loop);
      appendAll(
        component.filter((node) => node !== header),
        loop,
      );
    }
  };

  appendAll([...graph.successors.keys()], undefined);
  return { successors, firstDispatch: graph.successors.length, order, loops };
}

function predecessorsOf({ successors }: FlowGraph): number[][] {
  const predecessors: number[][] = successors.map(() => []);
  for (const [node, targets] of successors.entries()) for (const target of targets) predecessors[target]?.push(node);
  return predecessors;
}

/** The nodes of a component that have edges from outside. Only headers and entries of loops around it have other edges than at first. */
function entriesOf(component: readonly number[], predecessors: readonly (readonly number[])[]): number[] {
  const members = new Set(component);
  return component.filter((node) => predecessors[node]?.some((from) => !members.has(from)));
}

/** Adds the dispatch node of a loop with these entries. */
function addDispatch(entries: readonly number[], successors: number[][], predecessors: readonly (readonly number[])[]): number {
  const dispatch = successors.length;
  for (const from of entries.flatMap((entry) => predecessors[entry] ?? [])) {
    successors[from] = (successors[from] ?? []).map((target) => (entries.includes(target) ? dispatch : target));
  }
  successors.push([...entries]);
  return dispatch;
}

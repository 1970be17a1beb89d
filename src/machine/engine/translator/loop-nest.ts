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
  const edges = new Edges(graph);
  const order: number[] = [];
  const loops: (Loop | undefined)[] = [];

  const append = (node: number, loop: Loop | undefined): void => {
    order.push(node);
    loops[node] = loop;
  };
  const appendAll = (nodes: readonly number[], outer: Loop | undefined): void => {
    for (const component of strongComponents(nodes, edges)) {
      const [first = 0] = component;
      if (component.length === 1 && !edges.successors[first]?.includes(first)) {
        append(first, outer);
        continue;
      }
      const header = edges.singleEntry(component);
      const loop = { header, outer };
      append(header, loop);
      appendAll(
        component.filter((node) => node !== header),
        loop,
      );
    }
  };

  appendAll([...graph.successors.keys()], undefined);
  return { successors: edges.successors, firstDispatch: graph.successors.length, order, loops };
}

/** Edges in both directions, while dispatch nodes are added. */
class Edges implements FlowGraph {
  readonly successors: number[][];
  readonly #predecessors: Set<number>[];

  constructor(graph: FlowGraph) {
    this.successors = graph.successors.map((targets) => [...targets]);
    this.#predecessors = graph.successors.map(() => new Set());
    for (const [node, targets] of graph.successors.entries()) for (const target of targets) this.#predecessors[target]?.add(node);
  }

  /** The only entry of a component, or a dispatch node that becomes it. Nothing enters the component of the graph's own entry elsewhere. */
  singleEntry(component: readonly number[]): number {
    const members = new Set(component);
    const entries = component.filter((node) => [...(this.#predecessors[node] ?? [])].some((from) => !members.has(from)));
    return entries.length > 1 ? this.#addDispatch(entries) : (entries[0] ?? 0);
  }

  #addDispatch(entries: readonly number[]): number {
    const dispatch = this.successors.length;
    const predecessors = new Set(entries.flatMap((entry) => [...(this.#predecessors[entry] ?? [])]));
    for (const node of predecessors) {
      this.successors[node] = (this.successors[node] ?? []).map((target) => (entries.includes(target) ? dispatch : target));
    }
    for (const entry of entries) this.#predecessors[entry] = new Set([dispatch]);
    this.successors.push([...entries]);
    this.#predecessors.push(predecessors);
    return dispatch;
  }
}

// Random control-flow graphs, and whether a graph is reducible. Knows no translator.
import fc from 'fast-check';
import type { FlowGraph } from '../../../../src/machine/engine/translator/flow-graph.js';

/** Jumps are mostly near, as in programs: so there are loops in loops, and not one that holds everything. */
const jump = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -4, max: 6 }) }, fc.integer({ min: -40, max: 40 }));

/** Graphs of up to 40 nodes with up to three successors each; many have loops with several entries. */
export const flowGraph = graphOf(fc.array(fc.array(jump, { maxLength: 3 }), { minLength: 1, maxLength: 40 }));

const rareJump = fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, fc.integer({ min: -200, max: 200 }));

/** Graphs of up to 200 nodes, most of which have the next one as their only successor. */
export const longGraph = graphOf(
  fc.array(
    rareJump.map((far) => (far === undefined ? [1] : [1, far])),
    { minLength: 100, maxLength: 200 },
  ),
);

/** A graph of nodes whose successors are so and so far away. */
function graphOf(jumps: fc.Arbitrary<number[][]>): fc.Arbitrary<FlowGraph> {
  return jumps.map((lists) => {
    const { length } = lists;
    return reachable(lists.map((distances, node) => distances.map((distance) => (node + distance + 200 * length) % length)));
  });
}

/** The part of a graph that can be reached from node 0, numbered anew. */
function reachable(successors: readonly (readonly number[])[]): FlowGraph {
  const found = new Set([0]);
  for (const node of found) for (const target of successors[node] ?? []) found.add(target);
  const numbers = new Map([...found].map((node, number) => [node, number]));
  return { successors: [...found].map((node) => (successors[node] ?? []).map((target) => numbers.get(target) ?? 0)) };
}

/** Hecht and Ullman: whether nothing is left when self-loops are dropped and nodes of one predecessor joined to it, again and again. */
export function isReducible({ successors }: FlowGraph): boolean {
  const targets = new Map(successors.map((list, node) => [node, new Set(list)]));
  for (;;) {
    for (const [node, list] of targets) list.delete(node);
    const found = [...targets.keys()].find((node) => node !== 0 && predecessors(targets, node).length === 1);
    if (found === undefined) return targets.size === 1;
    const [predecessor = 0] = predecessors(targets, found);
    const joined = targets.get(predecessor);
    joined?.delete(found);
    for (const target of targets.get(found) ?? []) joined?.add(target);
    targets.delete(found);
  }
}

function predecessors(targets: ReadonlyMap<number, ReadonlySet<number>>, node: number): number[] {
  return [...targets].filter(([, list]) => list.has(node)).map(([predecessor]) => predecessor);
}

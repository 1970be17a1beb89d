// Loops and dominators of random graphs, held against their definitions.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { immediateDominators } from '../../../../src/machine/engine/translator/dominators.js';
import type { FlowGraph } from '../../../../src/machine/engine/translator/flow-graph.js';
import { findLoops, type Loop, type LoopNest } from '../../../../src/machine/engine/translator/loop-nest.js';
import { flowGraph, isReducible } from './random-graphs.js';

/** All nodes that can be reached from the entry without passing `avoided`. */
function reachedWithout({ successors }: FlowGraph, avoided: number): Set<number> {
  const found = new Set([0]);
  for (const node of found) {
    if (node === avoided) found.delete(node);
    else for (const target of successors[node] ?? []) if (target !== avoided) found.add(target);
  }
  return found;
}

/** For each node, the set of all nodes that dominate it, itself among them. */
function dominatorSets(graph: FlowGraph): Set<number>[] {
  const nodes = [...graph.successors.keys()];
  const reached = nodes.map((avoided) => reachedWithout(graph, avoided));
  return nodes.map((node) => new Set(nodes.filter((other) => other === node || !reached[other]?.has(node))));
}

function isIn(loop: Loop | undefined, nest: LoopNest, node: number): boolean {
  for (let around = nest.loops[node]; around !== undefined; around = around.outer) if (around === loop) return true;
  return false;
}

test('a graph gets a dispatch node if and only if it is not reducible', () => {
  fc.assert(
    fc.property(flowGraph, (graph) => {
      const nest = findLoops(graph);
      expect(nest.successors.length > graph.successors.length).toBe(!isReducible(graph));
      expect(isReducible(nest)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('edges lead forward, or back to the header of a loop around them', () => {
  fc.assert(
    fc.property(flowGraph, (graph) => {
      const nest = findLoops(graph);
      expect(nest.order.toSorted((a, b) => a - b)).toEqual([...nest.successors.keys()]);
      for (const [node, targets] of nest.successors.entries()) {
        for (const target of targets) {
          const forward = nest.order.indexOf(target) > nest.order.indexOf(node);
          expect(forward || (nest.loops[target]?.header === target && isIn(nest.loops[target], nest, node))).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a loop stands in one piece, and its header leads to all of it', () => {
  fc.assert(
    fc.property(flowGraph, (graph) => {
      const nest = findLoops(graph);
      const dominators = dominatorSets(nest);
      for (const loop of new Set(nest.loops)) {
        if (loop === undefined) continue;
        const start = nest.order.indexOf(loop.header);
        const members = nest.order.filter((node) => isIn(loop, nest, node));
        expect(nest.order.slice(start, start + members.length)).toEqual(members);
        expect(members.every((node) => dominators[node]?.has(loop.header))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('the immediate dominator has all other dominators of a node', () => {
  fc.assert(
    fc.property(flowGraph, (graph) => {
      const nest = findLoops(graph);
      const sets = dominatorSets(nest);
      const immediate = immediateDominators(nest);
      for (const node of nest.order.slice(1)) {
        const strict = new Set(sets[node]);
        strict.delete(node);
        expect(sets[immediate[node] ?? -1]).toEqual(strict);
      }
    }),
    { numRuns: 300 },
  );
});

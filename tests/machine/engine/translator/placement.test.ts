// Where code stands: in the loops that it is part of, and in no others.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { immediateDominators } from '../../../../src/machine/engine/translator/dominators.js';
import { findLoops, isHeader, type LoopNest } from '../../../../src/machine/engine/translator/loop-nest.js';
import { placeNodes } from '../../../../src/machine/engine/translator/placement.js';
import { flowGraph, longGraph } from './random-graphs.js';

/** The headers of the loops that a node is part of. */
function headersAround({ loops }: LoopNest, node: number): Set<number> {
  const headers = new Set<number>();
  for (let loop = loops[node]; loop !== undefined; loop = loop.outer) headers.add(loop.header);
  return headers;
}

/** The headers of the loops in which the code of each node stands. */
function headersAroundCode(nest: LoopNest): Set<number>[] {
  const followers = placeNodes(nest);
  const dominators = immediateDominators(nest);
  const headers: Set<number>[] = [];
  for (const node of nest.order) {
    const behind = followers.findIndex((lists) => lists.behind.includes(node));
    const inside = followers.findIndex((lists) => lists.inside.includes(node));
    const around = new Set(headers[[behind, inside, dominators[node]].find((place) => place !== -1) ?? 0]);
    around.delete(behind);
    headers[node] = isHeader(nest, node) ? around.add(node) : around;
  }
  return headers;
}

test.each([
  ['dense', flowGraph],
  ['long', longGraph],
])('code stands in the loops that it is part of: %s graphs', (_, graphs) => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const nest = findLoops(graph);
      expect(headersAroundCode(nest)).toEqual([...nest.successors.keys()].map((node) => headersAround(nest, node)));
    }),
  );
});

test('conditions and their ends', () => {
  // 0 branches to 1 and 3; 1 to 2 and 3; 2 goes to 4, 3 to 4.
  const followers = placeNodes(findLoops({ successors: [[1, 3], [2, 3], [4], [4], []] }));
  expect(followers[0]).toEqual({ inside: [3, 4], behind: [] });
  expect(followers.slice(1).flatMap(({ inside, behind }) => [...inside, ...behind])).toEqual([]);
});

test('a loop with two entries', () => {
  // 0 enters at 1 and 2, which lead to each other; 2 leaves to 3.
  const nest = findLoops({ successors: [[1, 2], [2], [1, 3], []] });
  expect(nest).toMatchObject({ successors: [[4, 4], [4], [4, 3], [], [1, 2]], firstDispatch: 4 });
  expect(placeNodes(nest)[4]).toMatchObject({ behind: [3] });
  expect(placeNodes(nest)[4]?.inside.toSorted()).toEqual([1, 2]);
});

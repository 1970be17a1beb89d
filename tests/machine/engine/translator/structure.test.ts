// Structured code goes the way of its graph: random walks in WebAssembly and in plain TypeScript see the same nodes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowGraph } from '../../../../src/machine/engine/translator/flow-graph.js';
import { emitStructured, type WriteNode } from '../../../../src/machine/engine/translator/structure.js';
import { Code, type Local } from '../../../../src/machine/wasm/code.js';
import { compile, createMemory, instantiate } from '../../../../src/machine/wasm/compile.js';
import { ModuleBuilder } from '../../../../src/machine/wasm/module.js';
import { add, eq, get, giveBack, load, num, type Step, seq, set, store, when } from '../../../../src/machine/wasm/words.js';
import { flowGraph, longGraph } from './random-graphs.js';

const traceAddress = 32768;
const maximumSteps = 200;

/** A node that notes its number, takes the next choice, and goes there; it leaves at a dead end and at the end of the choices. */
function walkingNode({ successors }: FlowGraph, at: Local, end: Local): WriteNode {
  return (code, node, go) => {
    const count = successors[node]?.length ?? 0;
    const leave = giveBack(get(at));
    seq(
      store(get(at), num(node), traceAddress),
      set(at, add(get(at), num(4))),
      when(eq(get(at), get(end)), leave),
      count === 0 ? leave : chosen(at, count, go),
    )(code);
  };
}

/** Goes to the successor that the choice before `at` names. */
function chosen(at: Local, count: number, go: (index: number) => Step, index = 0): Step {
  if (index === count - 1) return go(index);
  return when(eq(load(add(get(at), num(-4))), num(index)), go(index), chosen(at, count, go, index + 1));
}

/** A function of the choices that gives the nodes it has been to. */
function compileWalk(graph: FlowGraph, instrument = (write: WriteNode): WriteNode => write): (choices: readonly number[]) => number[] {
  const module = new ModuleBuilder();
  const { code } = module.declare({ parameters: ['i32'], results: ['i32'] }, 'walk');
  const at = code.newLocal('i32');
  emitStructured(code, graph, instrument(walkingNode(graph, at, 0)));
  const memory = createMemory(65536);
  const walk = instantiate(compile(module.finish()), memory)['walk'] as (end: number) => number;
  return (choices) => {
    new Int32Array(memory.buffer).set(choices);
    return [...new Int32Array(memory.buffer, traceAddress, walk(4 * choices.length) / 4)];
  };
}

function plainWalk({ successors }: FlowGraph, choices: readonly number[]): number[] {
  const trace: number[] = [];
  let node: number | undefined = 0;
  for (const choice of choices) {
    if (node === undefined) break;
    trace.push(node);
    const targets: readonly number[] = successors[node] ?? [];
    node = targets[choice] ?? targets.at(-1);
  }
  return trace;
}

const walks = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: maximumSteps }), {
  minLength: 1,
  maxLength: 10,
});

test.each([
  ['dense', flowGraph, 2000],
  ['long', longGraph, 300],
])('walks see the nodes that they see in the graph: %s graphs', (_, graphs, numRuns) => {
  fc.assert(
    fc.property(graphs, walks, (graph, lists) => {
      const walk = compileWalk(graph);
      for (const choices of lists) expect(walk(choices)).toEqual(plainWalk(graph, choices));
    }),
    { numRuns },
  );
});

test('each node is written once', () => {
  fc.assert(
    fc.property(flowGraph, (graph) => {
      const written: number[] = [];
      compileWalk(graph, (write) => (code, node, go) => {
        written.push(node);
        write(code, node, go);
      });
      expect(written.toSorted((a, b) => a - b)).toEqual([...graph.successors.keys()]);
    }),
  );
});

/** Successors of a node, when each node of a large graph has something inside it that holds all nodes after it. */
const deepGraphs: Readonly<Record<string, (node: number, last: number) => number[]>> = {
  'a chain': (node) => [node + 1],
  'a chain with exits': (node, last) => [last, node + 1],
  'conditions after each other': (node, last) => (node % 2 === 0 ? [node + 1, Math.min(node + 2, last)] : [node + 1]),
  'loops in loops': (node, last) => [node + 1, Math.max(0, last - node)],
};

test.each(Object.entries(deepGraphs))('two thousand nodes: %s', (_, successorsOf) => {
  const last = 1999;
  const graph = { successors: Array.from({ length: last + 1 }, (_, node) => (node < last ? successorsOf(node, last) : [])) };
  const walk = compileWalk(graph);
  for (const choices of [new Array(2500).fill(1), Array.from({ length: 4000 }, (_, index) => (index * index) % 3)]) {
    expect(walk(choices)).toEqual(plainWalk(graph, choices));
  }
});

test.each<[string, WriteNode]>([
  ['no edge to node 1 was written', () => {}],
  ['node 0 has no successor 1', (code, _, go) => go(1)(code)],
  ['the edge to node 1 was written twice', (code, node, go) => node === 0 && seq(go(0), go(0))(code)],
])('what a caller did wrong is said: %s', (message, write) => {
  expect(() => emitStructured(new Code(0), { successors: [[1], []] }, write)).toThrow(message);
});

// Writes any control-flow graph as nested blocks and loops. Knows no instruction: the caller writes what a node does.
import type { Code, Label, Local } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Step } from '../../wasm/words.js';
import type { FlowGraph } from './flow-graph.js';
import { findLoops, isHeader, type LoopNest } from './loop-nest.js';
import { type Followers, placeNodes } from './placement.js';

/**
 * Emits the node's own code, which on every path ends in `go(i)` (i = index into the node's successors; each index emitted exactly once)
 * or leaves the function.
 */
export type WriteNode = (code: Code, node: number, go: (index: number) => Step) => void;

/** Is told where a block or loop for a node begins and ends, and which node makes a choice. */
export type WatchStructure = (kind: 'openBlock' | 'openLoop' | 'close' | 'dispatch', node: number) => void;

/** Emits all of the graph; nothing falls out of its end. Recurses for nested nodes: a graph may have a few thousand. */
export function emitStructured(code: Code, graph: FlowGraph, writeNode: WriteNode, watch?: WatchStructure): void {
  new Structure(code, graph, writeNode, watch).write();
}

class Structure {
  readonly #code: Code;
  readonly #graph: FlowGraph;
  readonly #writeNode: WriteNode;
  readonly #watch: WatchStructure | undefined;
  readonly #nest: LoopNest;
  readonly #followers: readonly Followers[];
  /** Where an edge to a node branches to: the end of the block before its code or, from inside, its loop. None yet: its code goes here. */
  readonly #labels: Label[] = [];
  readonly #unwritten: Set<number>;
  /** Which of its entries a dispatch node goes to. */
  #selector: Local | undefined;

  constructor(code: Code, graph: FlowGraph, writeNode: WriteNode, watch?: WatchStructure) {
    this.#code = code;
    this.#graph = graph;
    this.#writeNode = writeNode;
    this.#watch = watch;
    this.#nest = findLoops(graph);
    this.#followers = placeNodes(this.#nest);
    this.#unwritten = new Set(this.#nest.order);
  }

  write(): void {
    this.#writeTree(0);
    this.#code.op(op.unreachable);
    if (this.#selector !== undefined) this.#code.freeLocal(this.#selector);
    for (const node of this.#unwritten) throw new Error(`no edge to node ${node} was written`);
  }

  /** Writes the code of a node and all that stands in it or follows it. */
  #writeTree(node: number): void {
    if (!this.#unwritten.delete(node)) throw new Error(`the edge to node ${node} was written twice`);
    const { inside, behind } = this.#followers[node] ?? { inside: [], behind: [] };
    const loops = isHeader(this.#nest, node);
    this.#openBlocks(behind);
    if (loops) this.#watch?.('openLoop', node);
    if (loops) this.#labels[node] = this.#code.loop();
    this.#openBlocks(inside);
    if (this.#isDispatch(node)) this.#writeDispatch(node);
    else this.#writeNode(this.#code, node, (index) => () => this.#writeEdge(node, index));
    this.#closeBlocks(inside);
    if (loops) this.#watch?.('close', node);
    if (loops) this.#code.end();
    this.#closeBlocks(behind);
  }

  #openBlocks(followers: readonly number[]): void {
    for (const follower of followers.toReversed()) {
      this.#watch?.('openBlock', follower);
      this.#labels[follower] = this.#code.block();
    }
  }

  #closeBlocks(followers: readonly number[]): void {
    for (const follower of followers) {
      this.#watch?.('close', follower);
      this.#code.end();
      this.#writeTree(follower);
    }
  }

  #writeEdge(node: number, index: number): void {
    const target = this.#nest.successors[node]?.[index];
    if (target === undefined) throw new Error(`node ${node} has no successor ${index}`);
    if (this.#isDispatch(target)) this.#select(target, this.#graph.successors[node]?.[index] ?? 0);
    this.#writeJump(target);
  }

  #writeJump(target: number): void {
    const label = this.#labels[target];
    if (label === undefined) this.#writeTree(target);
    else this.#code.br(label);
  }

  #isDispatch(node: number): boolean {
    return node >= this.#nest.firstDispatch;
  }

  #select(dispatch: number, entry: number): void {
    this.#selector ??= this.#code.newLocal('i32');
    this.#code.i32(this.#nest.successors[dispatch]?.indexOf(entry) ?? 0);
    this.#code.localSet(this.#selector);
  }

  #writeDispatch(dispatch: number): void {
    this.#watch?.('dispatch', dispatch);
    const labels = (this.#nest.successors[dispatch] ?? []).map((entry) => this.#labels[entry] ?? 0);
    this.#code.localGet(this.#selector ?? 0);
    this.#code.brTable(labels.slice(0, -1), labels.at(-1) ?? 0);
  }
}

// A control-flow graph. Knows only numbers: not what its nodes do.

/** Nodes 0..n-1; 0 is the entry; every node can be reached from it. The same successor may stand twice. */
export interface FlowGraph {
  readonly successors: readonly (readonly number[])[];
}

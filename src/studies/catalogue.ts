// Every built-in study, one row each. Knows nothing of what they ask.
import { affinity } from './catalogue/affinity.js';
import { fairness } from './catalogue/fairness.js';
import { falseSharing } from './catalogue/false-sharing.js';
import { forkCow } from './catalogue/fork-cow.js';
import { ladder } from './catalogue/ladder.js';
import { latCtx } from './catalogue/lat-ctx.js';
import { modeVsContext } from './catalogue/mode-vs-context.js';
import { pcb } from './catalogue/pcb.js';
import { quantum } from './catalogue/quantum.js';
import { rowVsColumn } from './catalogue/row-vs-column.js';
import { stackVsHeap } from './catalogue/stack-vs-heap.js';
import { structLayout } from './catalogue/struct-layout.js';
import { tick } from './catalogue/tick.js';
import { workingSet } from './catalogue/working-set.js';
import type { Study } from './study.js';

export const studies: readonly Study[] = [
  ...[quantum, fairness, tick, modeVsContext, pcb],
  ...[ladder, latCtx, workingSet, affinity],
  ...[rowVsColumn, structLayout, falseSharing, stackVsHeap, forkCow],
];

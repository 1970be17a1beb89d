// The ways to show a trace, one row each. Knows no file format.
import type { TraceLine } from '../lines.js';
import { callList } from './call-list.js';
import { schedulingList } from './scheduling-list.js';
import { timeline } from './timeline.js';

/** From a trace's lines to lines of text. */
export type TraceView = (lines: readonly TraceLine[]) => Iterable<string>;

export const traceViews = {
  timeline,
  strace: callList,
  sched: schedulingList,
} as const satisfies Readonly<Record<string, TraceView>>;

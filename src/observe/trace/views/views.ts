// The ways to show a trace, one row each. Knows no file format.
import { callList } from './call-list.js';
import { schedulingList } from './scheduling-list.js';
import { timeline } from './timeline.js';
import type { TraceView } from './view.js';

export const traceViews = {
  timeline,
  strace: callList,
  sched: schedulingList,
} as const satisfies Readonly<Record<string, TraceView>>;

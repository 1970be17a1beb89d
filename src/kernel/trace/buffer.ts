// The events that nobody has fetched yet. Knows no event's meaning; whoever runs the kernel fetches them before there are many.
import type { Misses } from '../task/memory-counts.js';
import type { TraceEvent } from './events.js';

/** Written by the hooks; `on` and the emptying are the reader's. */
export interface TraceBuffer {
  /** Off: hooks do nothing. */
  on: boolean;
  events: TraceEvent[];
  /** A program came or went: they should be fetched before its file changes. */
  due: boolean;
  /** By core: the counts of misses that were appended last. */
  readonly misses: Map<number, Misses>;
}

/** Events after which they should be fetched. One trap adds a few more at most for each task that it touches. */
export const traceBatch = 4096;

export function createTraceBuffer(): TraceBuffer {
  return { on: false, events: [], due: false, misses: new Map() };
}

/** Takes all events out. */
export function takeEvents(buffer: TraceBuffer): readonly TraceEvent[] {
  const { events } = buffer;
  buffer.events = [];
  buffer.due = false;
  return events;
}

// What each file format of traces offers to those who write one. Knows no format.
import type { BeginLine, TraceLine } from './lines.js';

/** Writes one trace: `begin` first, `end` last. What it returns belongs to the file as it stands. */
export interface TraceEncoder {
  begin(line: BeginLine): Uint8Array;
  encode(line: TraceLine): Uint8Array;
  end(atNs: number): Uint8Array;
}

/** A trace that was read: its lines in the file's order, and whether its end is there. */
export interface ReadTrace {
  readonly lines: TraceLine[];
  readonly whole: boolean;
}

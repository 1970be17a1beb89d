// What each way to show a trace is: a function from lines to text. Knows no view.
import type { TraceLine } from '../lines.js';

/** What a view may show beyond its columns. */
export interface ViewOptions {
  /** Where the program was, behind each row that knows it. */
  readonly symbols: boolean;
}

/** From a trace's lines to lines of text. */
export type TraceView = (lines: readonly TraceLine[], options: ViewOptions) => Iterable<string>;

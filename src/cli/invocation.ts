// What passes between the command line's reader and a command. Knows no command.
import type { Options } from './options.js';

/** What a command gets: its operands and its checked options. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly options: Options;
}

/** A command's work: returns the exit status. */
export type CommandRun = (invocation: Invocation) => Promise<number>;

// What reached a running system from outside, in order: done again on a system booted with the same options, it gives the same history to the cycle. Knows no host.
import type { Profile } from '../machine/profiles.js';

/** One thing that the world did to the system. Bytes are Latin-1 text, so that a recording is JSON. */
export type RecordedEvent =
  /** Simulated time went on until mtime `untilNs`, or until process `untilExit` had ended. */
  | { readonly kind: 'run'; readonly untilNs?: number; readonly untilExit?: number }
  /** The cores' frequency followed a reading of the host's clock. */
  | { readonly kind: 'frequency'; readonly hz: number }
  | { readonly kind: 'keys'; readonly bytes: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  /** Pipes to the host were made; they are numbered from 0. */
  | { readonly kind: 'pipes' }
  | { readonly kind: 'feed'; readonly pipes: number; readonly bytes: string; readonly end: boolean }
  /** The host took what had been written, or (`end`) stopped reading for good. */
  | { readonly kind: 'take'; readonly pipes: number; readonly stream: 'stdout' | 'stderr'; readonly end: boolean }
  | { readonly kind: 'install'; readonly path: string; readonly bytes: string; readonly mode: number }
  | { readonly kind: 'spawn'; readonly path: string; readonly args: readonly string[]; readonly settings: RecordedSpawn };

/** How a process was started. `stdio` is a number for pipes to the host. */
export interface RecordedSpawn {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly argv0: string;
  readonly stdio: 'console' | 'null' | number;
}

/** The events of one system since it was booted. */
export interface Recording {
  /** Of the machine: what a system must be booted with to live this again. */
  readonly profile: Profile;
  /** In order. */
  readonly events: RecordedEvent[];
}

/** Bytes as text that keeps them in JSON. */
export function bytesAsText(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 4096) text += String.fromCharCode(...bytes.subarray(start, start + 4096));
  return text;
}

/** The inverse of `bytesAsText`. */
export function textAsBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

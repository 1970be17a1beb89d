// A process as the host sees it: its pid, how it ended, and its pipes when it has any. Knows no kernel.
import type { HostInput, HostOutput } from './host-stream.js';

/** How a process ended. Exactly one of the two is set. */
export interface ProcessEnd {
  /** What it gave to exit(2), 0-255. */
  readonly code?: number;
  /** Number of the signal that killed it. */
  readonly signal?: number;
}

/** The host's ends of a process's standard streams. */
export interface HostPipes {
  readonly stdin: HostInput;
  readonly stdout: HostOutput;
  readonly stderr: HostOutput;
}

export interface GuestProcess {
  readonly pid: number;
  /** Only with `stdio: 'pipe'`. */
  readonly pipes: HostPipes | undefined;
}

/** As a shell says it: the code, or 128 + the signal's number. */
export function shellStatus(end: ProcessEnd): number {
  return end.signal === undefined ? (end.code ?? 0) : 128 + end.signal;
}

/** Reads the status word of wait4(2). */
export function processEnd(waitStatus: number): ProcessEnd {
  const signal = waitStatus & 0x7f;
  return signal === 0 ? { code: (waitStatus >> 8) & 0xff } : { signal };
}

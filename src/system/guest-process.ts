// A process as the host sees it: its pid, how it ended, and its pipes when it has any. Knows no kernel.
import { exitCodeOf, killerOf, shellStatus } from '../abi/wait.js';
import type { HostInput, HostOutput } from './host-stream.js';

/** How a process ended: with a code, or by a signal. */
export interface ProcessEnd {
  /** What it gave to exit(2), 0-255. */
  readonly code?: number;
  /** Number of the signal that killed it. */
  readonly signal?: number;
  /** As a shell says it: the code, or 128 + the signal's number. */
  readonly status: number;
}

/** The host's ends of a process's standard streams. */
export interface HostPipes {
  /** Bytes for the program. */
  readonly stdin: HostInput;
  /** Bytes from it. */
  readonly stdout: HostOutput;
  /** Its complaints. */
  readonly stderr: HostOutput;
}

/** A process that was started from the host. */
export interface GuestProcess {
  /** Its number inside the system. */
  readonly pid: number;
  /** Only with `stdio: 'pipe'`. */
  readonly pipes: HostPipes | undefined;
}

/** Reads the status word of wait4(2). */
export function processEnd(waitStatus: number): ProcessEnd {
  const code = exitCodeOf(waitStatus);
  const status = shellStatus(waitStatus);
  return code === undefined ? { signal: killerOf(waitStatus), status } : { code, status };
}

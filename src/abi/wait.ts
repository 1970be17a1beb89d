// Options and status words of wait4(2) and waitid(2). Knows numbers only.

export const WNOHANG = 1;
export const WUNTRACED = 2;
export const WEXITED = 4;
export const WCONTINUED = 8;
export const WNOWAIT = 0x0100_0000;
/** Linux's own: children of any thread, clone children, all children. */
export const WNOTHREAD = 0x2000_0000;
export const WALL = 0x4000_0000;
export const WCLONE = 0x8000_0000;

export const P_ALL = 0;
export const P_PID = 1;
export const P_PGID = 2;

/** Status word of a process that called exit with `code`. */
export function exitedStatus(code: number): number {
  return (code & 0xff) << 8;
}

/** Status word of a process that signal `signo` killed; `core`: with the flag of a core dump. */
export function signaledStatus(signo: number, core = false): number {
  return signo | (core ? 0x80 : 0);
}

export function stoppedStatus(signo: number): number {
  return (signo << 8) | 0x7f;
}

export const continuedStatus = 0xffff;

/** Whether a status word tells of an exit, and with which code. */
export function exitCodeOf(status: number): number | undefined {
  return (status & 0x7f) === 0 ? (status >> 8) & 0xff : undefined;
}

/** The signal that killed, 0 for an exit. */
export function killerOf(status: number): number {
  return status & 0x7f;
}

/** What a shell shows as $?: the code, or 128 + the signal. */
export function shellStatus(status: number): number {
  return exitCodeOf(status) ?? 128 + killerOf(status);
}

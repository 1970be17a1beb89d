// The kernel's ring of messages, as dmesg shows it. Knows who reads it by nothing.

/** Levels of syslog(2). */
export const logLevels = { emergency: 0, alert: 1, critical: 2, error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

export type LogLevel = keyof typeof logLevels;

export interface LogLine {
  /** Counts from 0 since boot. */
  readonly sequence: number;
  /** mtime. */
  readonly atNs: number;
  readonly level: LogLevel;
  readonly text: string;
}

/** Lines kept; older ones are dropped. */
const capacity = 2048;

export interface KernelLog {
  readonly lines: LogLine[];
  nextSequence: number;
  /** First sequence that SYSLOG_ACTION_READ_ALL shows after a clear. */
  clearedAt: number;
  /** First sequence that SYSLOG_ACTION_READ has not given. */
  readUpTo: number;
}

export function createKernelLog(): KernelLog {
  return { lines: [], nextSequence: 0, clearedAt: 0, readUpTo: 0 };
}

/** Appends one line. Control characters are shown as `?`, so that a program's name cannot forge lines. */
export function logLine(log: KernelLog, atNs: number, level: LogLevel, text: string): void {
  const shown = text.replace(/[\x00-\x1f\x7f]/g, '?');
  log.lines.push({ sequence: log.nextSequence++, atNs, level, text: shown });
  if (log.lines.length > capacity) log.lines.splice(0, log.lines.length - capacity);
}

/** `<6>[    0.000123] text`: how dmesg and /dev/kmsg's readers see a line. */
export function formatLogLine({ atNs, level, text }: LogLine): string {
  const micros = Math.floor(atNs / 1000);
  const seconds = String(Math.floor(micros / 1_000_000)).padStart(5);
  return `<${logLevels[level]}>[${seconds}.${String(micros % 1_000_000).padStart(6, '0')}] ${text}`;
}

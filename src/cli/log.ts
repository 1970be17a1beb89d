// The kernel's messages as pino's NDJSON on stderr, with simulated time. Knows no machine; loaded only when --log-level asks.
import { destination, pino } from 'pino';
import type { Vivarium } from '../system/vivarium.js';

const levels = {
  emergency: 'fatal',
  alert: 'fatal',
  critical: 'fatal',
  error: 'error',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  debug: 'debug',
} as const;

/** A function that logs what the kernel has said since it was called last. */
export function kernelLogger(os: Vivarium, level: string): () => void {
  // The host's clock has no place in a log that must be the same each time.
  const logger = pino({ level, base: null, timestamp: false }, destination({ fd: 2, sync: true }));
  let next = 0;
  return () => {
    for (const { sequence, atNs, level: severity, text } of os.kernelLog(next)) {
      logger[levels[severity]]({ simulatedSeconds: atNs / 1e9 }, text);
      next = sequence + 1;
    }
  };
}

// Clocks, timespecs and timevals as programs give them. Knows bytes and numbers only.

/** Clock ids. @see clock_gettime(2) */
export const clocks = {
  CLOCK_REALTIME: 0, CLOCK_MONOTONIC: 1, CLOCK_PROCESS_CPUTIME_ID: 2, CLOCK_THREAD_CPUTIME_ID: 3, CLOCK_MONOTONIC_RAW: 4, CLOCK_REALTIME_COARSE: 5,
  CLOCK_MONOTONIC_COARSE: 6, CLOCK_BOOTTIME: 7, CLOCK_REALTIME_ALARM: 8, CLOCK_BOOTTIME_ALARM: 9, CLOCK_TAI: 11,
} as const;

export const TIMER_ABSTIME = 1;

export const ITIMER_REAL = 0;
export const ITIMER_VIRTUAL = 1;
export const ITIMER_PROF = 2;

/** Bytes of struct timespec and of struct timeval: two longs. */
export const timespecSize = 16;

/** struct timespec of `ns` nanoseconds. */
export function encodeTimespec(ns: bigint): Uint8Array {
  return encodePair(ns, 1n);
}

/** struct timeval of `ns` nanoseconds; less than a microsecond is cut off. */
export function encodeTimeval(ns: bigint): Uint8Array {
  return encodePair(ns, 1000n);
}

function encodePair(ns: bigint, unit: bigint): Uint8Array {
  const bytes = new Uint8Array(timespecSize);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, ns / 1_000_000_000n, true);
  view.setBigInt64(8, (ns % 1_000_000_000n) / unit, true);
  return bytes;
}

/** Nanoseconds of a struct timespec; undefined when it is negative or its nanoseconds are no fraction of a second. */
export function decodeTimespec(bytes: Uint8Array): bigint | undefined {
  return decodePair(bytes, 1n);
}

/** Nanoseconds of a struct timeval. */
export function decodeTimeval(bytes: Uint8Array): bigint | undefined {
  return decodePair(bytes, 1000n);
}

function decodePair(bytes: Uint8Array, unit: bigint): bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigInt64(0, true);
  const fraction = view.getBigInt64(8, true);
  if (seconds < 0n || fraction < 0n || fraction * unit >= 1_000_000_000n) return undefined;
  return seconds * 1_000_000_000n + fraction * unit;
}

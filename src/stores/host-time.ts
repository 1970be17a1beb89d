// Times and errors in the shapes that Node's fs API has them. Reads no clock.
import { errnos, type Errno } from '../abi/errno.js';

const NS_PER_MS = 1_000_000n;

/** A Date object that says `timeNs`, nanoseconds since 1970. */
export function dateOf(timeNs: bigint): globalThis.Date {
  return new globalThis.Date(Number(timeNs / NS_PER_MS));
}

/** What a Date object says, in nanoseconds since 1970. */
export function timeOf(date: globalThis.Date): bigint {
  const milliseconds = date.getTime();
  return Number.isFinite(milliseconds) ? BigInt(Math.trunc(milliseconds)) * NS_PER_MS : 0n;
}

/** An error as Node's fs throws it. */
export function hostError(code: Errno, syscall: string, path = ''): Error {
  const where = path === '' ? '' : ` '${path}'`;
  return Object.assign(new Error(`${code}: ${syscall}${where}`), { code, errno: -errnos[code], syscall, ...(path === '' ? {} : { path }) });
}

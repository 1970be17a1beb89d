// struct utsname, struct sysinfo and the numbers of reboot(2), syslog(2), riscv_hwprobe(2). Knows bytes, not the system.
import { utf8Encode } from './text.js';

/** Bytes of each field of struct new_utsname. */
export const utsFieldBytes = 65;

/** struct new_utsname: sysname, nodename, release, version, machine, domainname. @see uname(2) */
export function encodeUtsname(fields: readonly [string, string, string, string, string, string]): Uint8Array {
  const bytes = new Uint8Array(utsFieldBytes * fields.length);
  for (const [index, field] of fields.entries()) bytes.set(utf8Encode(field).subarray(0, utsFieldBytes - 1), index * utsFieldBytes);
  return bytes;
}

/** What sysinfo(2) tells. Sizes in bytes, load averages as fractions. */
export interface SystemInformation {
  readonly uptimeSeconds: number;
  readonly loads: readonly [number, number, number];
  readonly totalRam: number;
  readonly freeRam: number;
  readonly sharedRam: number;
  readonly bufferRam: number;
  readonly processes: number;
}

/** struct sysinfo of 64-bit Linux: 112 bytes. */
export function encodeSysinfo(info: SystemInformation): Uint8Array {
  const bytes = new Uint8Array(112);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: number): void => view.setBigUint64(offset, BigInt(Math.floor(value)), true);
  put(0, info.uptimeSeconds);
  for (const [index, load] of info.loads.entries()) put(8 + 8 * index, load * 65536);
  put(32, info.totalRam);
  put(40, info.freeRam);
  put(48, info.sharedRam);
  put(56, info.bufferRam);
  view.setUint16(80, Math.min(info.processes, 65535), true);
  view.setUint32(104, 1, true);
  return bytes;
}

/** @see reboot(2) */
export const rebootNumbers = {
  magic1: 0xfee1dead, magic2: [0x28121969, 0x05121996, 0x16041998, 0x20112000], RESTART: 0x01234567, HALT: 0xcdef0123, POWER_OFF: 0x4321fedc,
  CAD_ON: 0x89abcdef, CAD_OFF: 0,
} as const;

/** @see syslog(2) */
export const syslogActions = {
  CLOSE: 0, OPEN: 1, READ: 2, READ_ALL: 3, READ_CLEAR: 4, CLEAR: 5, CONSOLE_OFF: 6, CONSOLE_ON: 7, CONSOLE_LEVEL: 8, SIZE_UNREAD: 9, SIZE_BUFFER: 10,
} as const;

/** Keys of riscv_hwprobe and what this machine answers. @see Linux Documentation/arch/riscv/hwprobe.rst */
export const hwprobeAnswers: ReadonlyMap<number, bigint> = new Map([
  [0, 0n], [1, 0n], [2, 0n], // mvendorid, marchid, mimpid
  [3, 1n], // base behaviour: IMA
  [4, 3n], // extensions: FD and C
  [5, 3n], // misaligned accesses are fast
  [6, 0n], // no Zicboz
  [7, 0x40_0000_0000n], // highest user address + 1
]);

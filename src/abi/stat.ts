// File types, permission bits and the layouts of struct stat, statx and statfs on riscv64. Knows nothing but bytes.

/** @see inode(7) */
export const modeBits = {
  S_IFMT: 0o170000, S_IFSOCK: 0o140000, S_IFLNK: 0o120000, S_IFREG: 0o100000, S_IFBLK: 0o060000, S_IFDIR: 0o040000, S_IFCHR: 0o020000, S_IFIFO: 0o010000,
  S_ISUID: 0o4000, S_ISGID: 0o2000, S_ISVTX: 0o1000,
} as const;

/** Permission, set-id and sticky bits: what chmod(2) may set. */
export const PERMISSION_BITS = 0o7777;

/** Device number from its parts, as user space sees it in st_dev and st_rdev. @see makedev(3) */
export function makeDevice(major: number, minor: number): number {
  return ((minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

export function deviceMajor(device: number): number {
  return (device >>> 8) & 0xfff;
}

export function deviceMinor(device: number): number {
  return (device & 0xff) | ((device >>> 12) & 0xfff00);
}

/** What stat(2) tells of a file. Times are nanoseconds since 1970; `blocks` counts 512 bytes. */
export interface FileStatus {
  readonly device: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly sizeBytes: number;
  readonly blockSize: number;
  readonly blocks: number;
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly btimeNs: bigint;
}

const SECOND = 1_000_000_000n;

function putTime(view: DataView, offset: number, timeNs: bigint): void {
  const seconds = timeNs >= 0n ? timeNs / SECOND : (timeNs - SECOND + 1n) / SECOND;
  view.setBigInt64(offset, seconds, true);
  view.setBigUint64(offset + 8, timeNs - seconds * SECOND, true);
}

/** struct stat, 128 bytes. @see Linux include/uapi/asm-generic/stat.h */
export function encodeStat(status: FileStatus): Uint8Array {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(status.device), true);
  view.setBigUint64(8, BigInt(status.ino), true);
  view.setUint32(16, status.mode, true);
  view.setUint32(20, status.nlink, true);
  view.setUint32(24, status.uid, true);
  view.setUint32(28, status.gid, true);
  view.setBigUint64(32, BigInt(status.rdev), true);
  view.setBigInt64(48, BigInt(status.sizeBytes), true);
  view.setInt32(56, status.blockSize, true);
  view.setBigInt64(64, BigInt(status.blocks), true);
  putTime(view, 72, status.atimeNs);
  putTime(view, 88, status.mtimeNs);
  putTime(view, 104, status.ctimeNs);
  return bytes;
}

/** STATX_BASIC_STATS | STATX_BTIME: all that is known here. */
const STATX_KNOWN = 0xfff;

function putStatxTime(view: DataView, offset: number, timeNs: bigint): void {
  putTime(view, offset, timeNs);
  view.setUint32(offset + 12, 0, true);
}

/** struct statx, 256 bytes. @see statx(2) */
export function encodeStatx(status: FileStatus): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, STATX_KNOWN, true);
  view.setUint32(4, status.blockSize, true);
  view.setUint32(16, status.nlink, true);
  view.setUint32(20, status.uid, true);
  view.setUint32(24, status.gid, true);
  view.setUint16(28, status.mode, true);
  view.setBigUint64(32, BigInt(status.ino), true);
  view.setBigUint64(40, BigInt(status.sizeBytes), true);
  view.setBigUint64(48, BigInt(status.blocks), true);
  putStatxTime(view, 64, status.atimeNs);
  putStatxTime(view, 80, status.btimeNs);
  putStatxTime(view, 96, status.ctimeNs);
  putStatxTime(view, 112, status.mtimeNs);
  view.setUint32(128, deviceMajor(status.rdev), true);
  view.setUint32(132, deviceMinor(status.rdev), true);
  view.setUint32(136, deviceMajor(status.device), true);
  view.setUint32(140, deviceMinor(status.device), true);
  return bytes;
}

// Commands of fcntl(2), flock(2) and struct flock on 64-bit machines. Knows nothing but numbers and bytes.

/** @see fcntl(2); Linux include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h */
export const fcntlCommands = {
  F_DUPFD: 0, F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4, F_GETLK: 5, F_SETLK: 6, F_SETLKW: 7, F_SETOWN: 8, F_GETOWN: 9,
  F_OFD_GETLK: 36, F_OFD_SETLK: 37, F_OFD_SETLKW: 38, F_DUPFD_CLOEXEC: 1030, F_SETPIPE_SZ: 1031, F_GETPIPE_SZ: 1032,
} as const;

export const FD_CLOEXEC = 1;

export const lockTypes = { F_RDLCK: 0, F_WRLCK: 1, F_UNLCK: 2 } as const;

/** @see flock(2) */
export const flockOperations = { LOCK_SH: 1, LOCK_EX: 2, LOCK_NB: 4, LOCK_UN: 8 } as const;

/** struct flock: a record lock as user space describes it. */
export interface LockDescription {
  readonly type: number;
  readonly whence: number;
  readonly start: number;
  readonly length: number;
  readonly pid: number;
}

export const FLOCK_BYTES = 32;

export function decodeFlock(bytes: Uint8Array): LockDescription {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    type: view.getInt16(0, true), whence: view.getInt16(2, true), start: Number(view.getBigInt64(8, true)), length: Number(view.getBigInt64(16, true)),
    pid: view.getInt32(24, true),
  };
}

export function encodeFlock(lock: LockDescription): Uint8Array {
  const bytes = new Uint8Array(FLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt16(0, lock.type, true);
  view.setInt16(2, lock.whence, true);
  view.setBigInt64(8, BigInt(lock.start), true);
  view.setBigInt64(16, BigInt(lock.length), true);
  view.setInt32(24, lock.pid, true);
  return bytes;
}

// What statfs(2) tells of a mounted file system, its layout and the magic numbers. Knows nothing but bytes.

/** @see statfs(2); Linux include/uapi/linux/magic.h */
export const fsMagics = {
  TMPFS_MAGIC: 0x0102_1994, PROC_SUPER_MAGIC: 0x9fa0, SYSFS_MAGIC: 0x6265_6572, DEVPTS_SUPER_MAGIC: 0x1cd1, PIPEFS_MAGIC: 0x5049_5045,
  V9FS_MAGIC: 0x0102_1997, RAMFS_MAGIC: 0x8584_58f6, ANON_INODE_FS_MAGIC: 0x0904_1934,
} as const;

/** Counts of blocks are in units of `blockSize` bytes. */
export interface FileSystemStatus {
  readonly magic: number;
  readonly blockSize: number;
  readonly blocks: number;
  readonly freeBlocks: number;
  readonly files: number;
  readonly freeFiles: number;
  readonly device: number;
  /** ST_* flags, which are the MS_* flags of mount(2) for the ones kept here. */
  readonly flags: number;
}

/** Flags of mount(2) that a mount keeps; statfs(2) shows them with the same numbers. */
export const mountFlags = {
  MS_RDONLY: 1, MS_NOSUID: 2, MS_NODEV: 4, MS_NOEXEC: 8, MS_REMOUNT: 32, MS_NOATIME: 1024, MS_BIND: 4096, MS_MOVE: 8192, MS_REC: 16384, MS_RELATIME: 0x20_0000,
} as const;

/** @see umount2(2) */
export const unmountFlags = { MNT_FORCE: 1, MNT_DETACH: 2, MNT_EXPIRE: 4, UMOUNT_NOFOLLOW: 8 } as const;

/** Tells that `flags` is filled in. */
const ST_VALID = 0x20;

/** struct statfs, 120 bytes. */
export function encodeStatfs(status: FileSystemStatus): Uint8Array {
  const bytes = new Uint8Array(120);
  const view = new DataView(bytes.buffer);
  const words = [status.magic, status.blockSize, status.blocks, status.freeBlocks, status.freeBlocks, status.files, status.freeFiles];
  words.forEach((word, index) => { view.setBigInt64(index * 8, BigInt(word), true); });
  view.setUint32(56, status.device, true);
  view.setBigInt64(64, 255n, true);
  view.setBigInt64(72, BigInt(status.blockSize), true);
  view.setBigInt64(80, BigInt(status.flags | ST_VALID), true);
  return bytes;
}

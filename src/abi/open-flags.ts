// Flags of openat(2) and of the *at family, as riscv64 (the generic table) has them. Knows nothing but numbers.

/** @see open(2); Linux include/uapi/asm-generic/fcntl.h */
export const openFlags = {
  O_RDONLY: 0o0, O_WRONLY: 0o1, O_RDWR: 0o2, O_ACCMODE: 0o3, O_CREAT: 0o100, O_EXCL: 0o200, O_NOCTTY: 0o400, O_TRUNC: 0o1000,
  O_APPEND: 0o2000, O_NONBLOCK: 0o4000, O_DSYNC: 0o10000, O_ASYNC: 0o20000, O_DIRECT: 0o40000, O_LARGEFILE: 0o100000, O_DIRECTORY: 0o200000,
  O_NOFOLLOW: 0o400000, O_NOATIME: 0o1000000, O_CLOEXEC: 0o2000000, O_SYNC: 0o4010000, O_PATH: 0o10000000, O_TMPFILE: 0o20200000,
} as const;

/** Status flags that F_SETFL may change. @see fcntl(2) */
export const settableFlags = openFlags.O_APPEND | openFlags.O_ASYNC | openFlags.O_DIRECT | openFlags.O_NOATIME | openFlags.O_NONBLOCK;

/** Directory descriptor that stands for the current directory. */
export const AT_FDCWD = -100;

/** @see openat(2), fstatat(2), linkat(2), unlinkat(2), faccessat(2) */
export const atFlags = {
  AT_SYMLINK_NOFOLLOW: 0x100, AT_REMOVEDIR: 0x200, AT_EACCESS: 0x200, AT_SYMLINK_FOLLOW: 0x400, AT_NO_AUTOMOUNT: 0x800, AT_EMPTY_PATH: 0x1000,
} as const;

/** @see renameat2(2) */
export const renameFlags = { RENAME_NOREPLACE: 1, RENAME_EXCHANGE: 2, RENAME_WHITEOUT: 4 } as const;

/** @see access(2) */
export const accessModes = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 } as const;

/** @see lseek(2) */
export const seekOrigins = { SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2, SEEK_DATA: 3, SEEK_HOLE: 4 } as const;

/** Longest path in bytes, its end mark included. */
export const PATH_MAX = 4096;
/** Longest name of one directory entry in bytes. */
export const NAME_MAX = 255;
/** Symbolic links followed in one walk before ELOOP. @see path_resolution(7) */
export const SYMLINK_LIMIT = 40;

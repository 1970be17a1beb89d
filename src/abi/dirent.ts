// Directory entries as getdents64(2) returns them. Knows nothing but bytes.
import { modeBits } from './stat.js';
import { utf8Encode } from './text.js';

/** d_type of a file whose mode is `mode`: the file type bits moved down. @see readdir(3) */
export function directoryType(mode: number): number {
  return (mode & modeBits.S_IFMT) >> 12;
}

export interface RawDirectoryEntry {
  readonly ino: number;
  /** Position of the entry after this one, for lseek(2). */
  readonly nextOffset: number;
  /** DT_* value. */
  readonly type: number;
  readonly name: string;
}

/** One struct linux_dirent64: 19 bytes, the name, its end mark, padded to 8. */
export function encodeDirent(entry: RawDirectoryEntry): Uint8Array {
  const name = utf8Encode(entry.name);
  const length = (19 + name.length + 1 + 7) & ~7;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(entry.ino), true);
  view.setBigInt64(8, BigInt(entry.nextOffset), true);
  view.setUint16(16, length, true);
  bytes[18] = entry.type;
  bytes.set(name, 19);
  return bytes;
}

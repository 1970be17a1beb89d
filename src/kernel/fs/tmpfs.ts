// tmpfs as a type that mount(2) knows: its options and its store. Knows no path.
import type { Errno } from '../../abi/errno.js';
import type { Storage } from './storage.js';
import { StoredSuperblock } from './stored-file-system.js';
import type { FileSystemType, Vfs } from './vfs.js';

/** Makes an empty store; the system lends it. */
export type NewStorage = (capacityBytes: number, nodeLimit: number) => Storage;

const scales: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `64k` in bytes; `50%` of `wholeBytes`; undefined when it is neither. */
function parseSize(text: string, wholeBytes: number): number | undefined {
  const match = /^(\d{1,12})([kmg]?|%)$/i.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unit = ''] = match;
  if (unit === '%') return Math.floor((wholeBytes * Number(digits)) / 100);
  return Number(digits) * (scales[unit.toLowerCase()] ?? 1);
}

/** What stands in the data of mount(2): size, nr_inodes, mode, uid, gid. */
interface TmpfsOptions {
  readonly sizeBytes: number;
  readonly nodeLimit: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

function parseOptions(text: string, defaultBytes: number): TmpfsOptions | Errno {
  const given = new Map(
    text
      .split(',')
      .filter((part) => part !== '')
      .map((part) => part.split('=', 2) as [string, string | undefined]),
  );
  for (const name of given.keys()) if (!['size', 'nr_inodes', 'mode', 'uid', 'gid'].includes(name)) return 'EINVAL';
  const number = (name: string, otherwise: number, radix = 10): number => {
    const value = given.get(name);
    return value === undefined ? otherwise : Number.parseInt(value, radix);
  };
  const sizeBytes = parseSize(given.get('size') ?? String(defaultBytes), defaultBytes * 2);
  const nodeLimit = parseSize(given.get('nr_inodes') ?? '65536', 0);
  const options = {
    sizeBytes: sizeBytes ?? Number.NaN,
    nodeLimit: nodeLimit ?? Number.NaN,
    mode: number('mode', 0o1777, 8),
    uid: number('uid', 0),
    gid: number('gid', 0),
  };
  return Object.values(options).some(Number.isNaN) ? 'EINVAL' : options;
}

/** `defaultBytes`: the cap of a mount that names none. @see tmpfs(5) */
export function tmpfsType(newStorage: NewStorage, defaultBytes: number): FileSystemType {
  return {
    nodev: true,
    create(vfs: Vfs, text: string): StoredSuperblock | Errno {
      const options = parseOptions(text, defaultBytes);
      if (typeof options === 'string') return options;
      // Law 7: no mount makes the host keep more than the default allows.
      const sizeBytes = options.sizeBytes === 0 ? defaultBytes : Math.min(options.sizeBytes, defaultBytes);
      const shown = `size=${Math.ceil(sizeBytes / 1024)}k,mode=${options.mode.toString(8)}`;
      const superblock = new StoredSuperblock(vfs, newStorage(sizeBytes, options.nodeLimit), {
        type: 'tmpfs',
        options: shown,
        kind: 'shmem',
      });
      superblock.root.change({ mode: options.mode, uid: options.uid, gid: options.gid });
      return superblock;
    },
  };
}

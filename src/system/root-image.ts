// What lies on the root file system at boot, as data, and how it gets into a store. Knows no host.
import { modeBits } from '../abi/stat.js';
import { utf8Encode } from '../abi/text.js';
import type { Storage, StoredNode } from '../kernel/fs/storage.js';
import type { MemfsVolume } from '../stores/memfs.js';
import type { UserlandProgram } from '../stores/userland.js';

/** Where the image goes: an empty volume. */
export type ImageTarget = Pick<MemfsVolume, 'storage' | 'addPostponedFile'>;

/** A file or a directory of the image; parents stand before their children. */
type Entry =
  | { readonly path: string; readonly kind: 'directory'; readonly mode?: number }
  | { readonly path: string; readonly kind: 'file'; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly kind: 'link'; readonly target: string };

const directories = [
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/mnt',
  '/proc',
  '/sys',
  '/usr',
  '/usr/share',
  '/usr/local',
  '/var',
  '/var/log',
  '/var/run',
];

const profile = `export PATH=/bin:/usr/bin
export PS1='\\u@\\h:\\w\\$ '
alias ll='ls -l'
`;

/** The image without the programs of /bin. */
function entries(hostname: string): Entry[] {
  return [
    ...directories.map((path): Entry => ({ path, kind: 'directory' })),
    { path: '/root', kind: 'directory', mode: 0o700 },
    { path: '/tmp', kind: 'directory', mode: 0o1777 },
    { path: '/var/tmp', kind: 'directory', mode: 0o1777 },
    { path: '/home/user', kind: 'directory' },
    { path: '/sbin', kind: 'link', target: 'bin' },
    { path: '/usr/bin', kind: 'link', target: '../bin' },
    { path: '/usr/lib', kind: 'link', target: '../lib' },
    { path: '/etc/hostname', kind: 'file', text: `${hostname}\n` },
    { path: '/etc/hosts', kind: 'file', text: `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n` },
    {
      path: '/etc/passwd',
      kind: 'file',
      text: 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    },
    { path: '/etc/group', kind: 'file', text: 'root:x:0:\ntty:x:5:\nuser:x:1000:\nnogroup:x:65534:\n' },
    { path: '/etc/shells', kind: 'file', text: '/bin/sh\n' },
    { path: '/etc/profile', kind: 'file', text: profile },
    { path: '/etc/os-release', kind: 'file', text: 'NAME="Vivarium"\nID=vivarium\nPRETTY_NAME="Vivarium"\n' },
    { path: '/etc/mtab', kind: 'link', target: '/proc/self/mounts' },
  ];
}

const owners: Readonly<Record<string, number>> = { '/home/user': 1000 };

/** Puts nodes into an empty store, which stamps them with its own time. */
class ImageWriter {
  readonly #storage: Storage;
  readonly #directories = new Map<string, StoredNode>();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#directories.set('', storage.root);
  }

  add(path: string, mode: number): StoredNode {
    const slash = path.lastIndexOf('/');
    const parent = this.#directories.get(path.slice(0, slash));
    const owner = owners[path] ?? 0;
    const node = this.#storage.createNode(mode, owner, owner);
    if (parent === undefined || typeof node === 'string')
      throw new Error(`root image: ${path}: ${parent === undefined ? 'no parent' : String(node)}`);
    if ((mode & modeBits.S_IFMT) === modeBits.S_IFDIR) this.#directories.set(path, node);
    parent.attach(path.slice(slash + 1), node);
    return node;
  }

  addFile(path: string, bytes: Uint8Array, mode: number): void {
    const written = this.add(path, modeBits.S_IFREG | mode).writeAt(bytes, 0);
    if (written !== bytes.length) throw new Error(`root image: ${path}: the store took ${written} of ${bytes.length} bytes`);
  }
}

function addEntry(writer: ImageWriter, entry: Entry): void {
  if (entry.kind === 'directory') writer.add(entry.path, modeBits.S_IFDIR | (entry.mode ?? 0o755));
  else if (entry.kind === 'link') writer.add(entry.path, modeBits.S_IFLNK | 0o777).symlink = entry.target;
  else writer.addFile(entry.path, utf8Encode(entry.text), entry.mode ?? 0o644);
}

/** Fills an empty volume. The tools' bytes stay where they are until a guest opens them. */
export function writeRootImage(volume: ImageTarget, tools: readonly UserlandProgram[], hostname: string): void {
  const writer = new ImageWriter(volume.storage);
  for (const entry of entries(hostname)) addEntry(writer, entry);
  for (const { name, sizeBytes, load } of tools) volume.addPostponedFile(`/bin/${name}`, { mode: 0o755, sizeBytes, load });
}

// Mounts come and go, and what they look like from outside: /proc/mounts, statfs. The only writer of the mount list.
import type { Errno } from '../../abi/errno.js';
import { type FileSystemStatus, mountFlags, unmountFlags } from '../../abi/statfs.js';
import type { Caller, Dentry, Location, Mount, Superblock } from './inode.js';
import { pathOf, resolve } from './namei.js';
import { isPrivileged } from './permissions.js';
import { dentry, type Vfs } from './vfs.js';
import type { Writable } from './writable.js';

/** Flags that stay with a mount. */
const KEPT =
  mountFlags.MS_RDONLY | mountFlags.MS_NOSUID | mountFlags.MS_NODEV | mountFlags.MS_NOEXEC | mountFlags.MS_NOATIME | mountFlags.MS_RELATIME;

/** Mounts of the system at most. */
const MOUNT_LIMIT = 1024;

/** Puts `superblock` on a directory, over what is mounted there already. */
export function mountAt(vfs: Vfs, at: Location, superblock: Superblock, source: string, flags = 0): Mount | Errno {
  if (!at.dentry.inode.isDirectory) return 'ENOTDIR';
  if (vfs.mounts.length >= MOUNT_LIMIT) return 'ENOSPC';
  const mount: Mount = { id: vfs.newMountId(), superblock, root: dentry(undefined, '/', superblock.root), at, flags: flags & KEPT, source };
  attach(vfs, mount, at);
  return mount;
}

function attach(vfs: Vfs, mount: Mount, at: Location): void {
  vfs.mounts.push(mount);
  (at.dentry as Writable<Dentry>).mounts++;
  // An entry of a volatile superblock is remembered from now on: the mount hangs on it.
  at.dentry.parent?.children.set(at.dentry.name, at.dentry);
  at.dentry.inode.cover(mount.root.inode);
}

/** What mount(2) is asked. */
export interface MountRequest {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly flags: number;
  /** `size=1m,mode=755`. */
  readonly data: string;
}

/** @see mount(2): new mounts of the types known, bind mounts of directories, and remounts that change flags. */
export function mount(vfs: Vfs, caller: Caller, request: MountRequest): Errno | undefined {
  if (!isPrivileged(caller.credentials)) return 'EPERM';
  const at = resolve(vfs, caller, { path: request.path, follow: true });
  if (typeof at === 'string') return at;
  if ((request.flags & mountFlags.MS_REMOUNT) !== 0) return remount(at, request.flags);
  if ((request.flags & mountFlags.MS_BIND) !== 0) return bind(vfs, caller, request, at);
  const type = vfs.fileSystemTypes.get(request.type);
  if (type === undefined) return 'ENODEV';
  if (!at.dentry.inode.isDirectory) return 'ENOTDIR';
  const superblock = type.create(vfs, request.data);
  if (typeof superblock === 'string') return superblock;
  const made = mountAt(vfs, at, superblock, request.source === '' ? 'none' : request.source, request.flags);
  return typeof made === 'string' ? made : undefined;
}

function remount(at: Location, flags: number): Errno | undefined {
  if (at.dentry !== at.mount.root) return 'EINVAL';
  (at.mount as Writable<Mount>).flags = flags & KEPT;
  return undefined;
}

function bind(vfs: Vfs, caller: Caller, request: MountRequest, at: Location): Errno | undefined {
  const from = resolve(vfs, caller, { path: request.source, follow: true });
  if (typeof from === 'string') return from;
  if (from.dentry.inode.isDirectory !== at.dentry.inode.isDirectory) return 'ENOTDIR';
  const { superblock, flags, source } = from.mount;
  attach(vfs, { id: vfs.newMountId(), superblock, root: from.dentry, at, flags: flags | (request.flags & KEPT), source }, at);
  return undefined;
}

/** @see umount2(2): EBUSY while something is mounted below. Unlike Linux, open files do not keep a mount busy: they live on. */
export function unmount(vfs: Vfs, caller: Caller, path: string, flags: number): Errno | undefined {
  if (!isPrivileged(caller.credentials)) return 'EPERM';
  const place = resolve(vfs, caller, { path, follow: (flags & unmountFlags.UMOUNT_NOFOLLOW) === 0 });
  if (typeof place === 'string') return place;
  const { mount: gone } = place;
  if (place.dentry !== gone.root || gone.at === undefined) return 'EINVAL';
  const { context } = caller;
  const isBusy = vfs.mounts.some((other) => other.at?.mount === gone) || context.cwd.mount === gone || context.root.mount === gone;
  if (isBusy && (flags & unmountFlags.MNT_DETACH) === 0) return 'EBUSY';
  vfs.mounts.splice(vfs.mounts.indexOf(gone), 1);
  const under = gone.at.dentry;
  (under as Writable<Dentry>).mounts--;
  under.inode.cover(vfs.mounts.findLast((other) => other.at?.dentry === under)?.root.inode);
  return undefined;
}

/** statfs(2): the superblock's numbers with the mount's flags. */
export function statfs({ mount: { superblock, flags } }: Location): FileSystemStatus {
  return { ...superblock.statfs(), flags };
}

/** One mount as /proc/mounts and /proc/[pid]/mountinfo print it. */
export interface MountLine {
  readonly id: number;
  /** Id of the mount it lies on; its own for the root. */
  readonly parentId: number;
  readonly source: string;
  readonly path: string;
  /** Path of its root within its superblock. */
  readonly rootPath: string;
  readonly type: string;
  /** `rw,nosuid,relatime`. */
  readonly options: string;
  /** The superblock's own, which may be empty. */
  readonly superOptions: string;
  readonly device: number;
}

const flagNames = [
  [mountFlags.MS_NOSUID, 'nosuid'],
  [mountFlags.MS_NODEV, 'nodev'],
  [mountFlags.MS_NOEXEC, 'noexec'],
  [mountFlags.MS_NOATIME, 'noatime'],
] as const;

function optionsOf(flags: number): string {
  const named = flagNames.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name);
  const relatime = (flags & mountFlags.MS_NOATIME) === 0 ? ['relatime'] : [];
  return [(flags & mountFlags.MS_RDONLY) === 0 ? 'rw' : 'ro', ...named, ...relatime].join(',');
}

function pathInSuperblock(entry: Dentry): string {
  const names: string[] = [];
  for (let place = entry; place.parent !== undefined; place = place.parent) names.push(place.name);
  return `/${names.reverse().join('/')}`;
}

/** All mounts below `root`, in the order of mounting. */
export function mountsOf(vfs: Vfs, root: Location): readonly MountLine[] {
  return vfs.mounts.map((mount) => ({
    id: mount.id,
    parentId: mount.at?.mount.id ?? mount.id,
    source: mount.source,
    path: pathOf({ mount, dentry: mount.root }, root),
    rootPath: pathInSuperblock(mount.root),
    type: mount.superblock.type,
    options: optionsOf(mount.flags),
    superOptions: mount.superblock.options,
    device: mount.superblock.device,
  }));
}

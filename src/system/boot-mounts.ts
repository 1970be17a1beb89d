// What is mounted at boot, and where. Knows each file system's maker, and no host.
import type { Errno } from '../abi/errno.js';
import { mountFlags } from '../abi/statfs.js';
import { createDevices } from '../kernel/fs/devices/devfs.js';
import { mkdir } from '../kernel/fs/directory.js';
import type { Location, Superblock } from '../kernel/fs/inode.js';
import { mountAt } from '../kernel/fs/mount.js';
import { resolve } from '../kernel/fs/namei.js';
import { tmpfsType } from '../kernel/fs/tmpfs.js';
import type { Tty } from '../kernel/fs/tty/tty.js';
import type { FileSystemType, Vfs } from '../kernel/fs/vfs.js';
import type { KernelState } from '../kernel/kernel-state.js';
import { ProcFileSystem } from '../kernel/procfs/proc-file-system.js';
import { SysFileSystem } from '../kernel/sysfs/sys-file-system.js';
import type { MemfsVolume } from '../stores/memfs.js';

const { MS_NODEV, MS_NOEXEC, MS_NOSUID } = mountFlags;

/** Inodes of one tmpfs at most. */
const tmpfsNodes = 65_536;

/** The directory at an absolute path, made with all its parents when it is missing. */
export function makeDirectories(vfs: Vfs, path: string): Location | Errno {
  const caller = vfs.kernelCaller();
  const names = path.split('/').filter((name) => name !== '');
  for (let depth = 1; depth <= names.length; depth++) {
    const refused = mkdir(vfs, caller, { path: `/${names.slice(0, depth).join('/')}` }, 0o755);
    if (refused !== undefined && refused !== 'EEXIST') return refused;
  }
  return resolve(vfs, caller, { path, follow: true });
}

/** A type of which there is one instance: every mount shows the same tree. */
function single(superblock: Superblock): FileSystemType {
  return { nodev: true, create: () => superblock };
}

/**
 * Makes /dev, /proc, /sys and /tmp, and tells mount(2) which types there are. The root is mounted already.
 *
 * @param tmpfsBytes cap of each tmpfs
 * @returns the system's terminal
 */
export function mountBootFileSystems(kernel: KernelState, volume: MemfsVolume, tmpfsBytes: number): Tty {
  const { vfs } = kernel;
  const { devfs, devpts, console } = createDevices(vfs, volume.newStorage(tmpfsBytes, tmpfsNodes));
  const tmpfs = tmpfsType((capacity, nodes) => volume.newStorage(capacity, nodes), tmpfsBytes);
  const types = {
    proc: single(new ProcFileSystem(kernel)),
    sysfs: single(new SysFileSystem(kernel)),
    devtmpfs: single(devfs),
    devpts: single(devpts),
    tmpfs,
  };
  for (const [name, type] of Object.entries(types)) vfs.fileSystemTypes.set(name, type);
  const put = (path: string, name: keyof typeof types, flags: number, data = ''): void => {
    const superblock = types[name].create(vfs, data);
    const at = makeDirectories(vfs, path);
    const mounted = typeof superblock === 'string' ? superblock : typeof at === 'string' ? at : mountAt(vfs, at, superblock, name, flags);
    if (typeof mounted === 'string') throw new Error(`${path} cannot be mounted: ${mounted}`);
  };
  put('/dev', 'devtmpfs', MS_NOSUID);
  put('/dev/pts', 'devpts', MS_NOSUID | MS_NOEXEC);
  put('/dev/shm', 'tmpfs', MS_NOSUID | MS_NODEV);
  put('/proc', 'proc', MS_NOSUID | MS_NODEV | MS_NOEXEC);
  put('/sys', 'sysfs', MS_NOSUID | MS_NODEV | MS_NOEXEC);
  put('/tmp', 'tmpfs', MS_NOSUID | MS_NODEV);
  return console;
}

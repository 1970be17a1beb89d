// /proc/[pid]/mounts and mountinfo. Knows how a mount is printed; which there are comes from fs.
import { deviceMajor, deviceMinor } from '../../../abi/stat.js';
import { type MountLine, mountsOf } from '../../fs/mount.js';
import type { Content } from '../../fs/virtual/virtual-inode.js';
import type { KernelState } from '../../kernel-state.js';
import { escaped } from '../format.js';
import { fsOf, type Subject } from '../subject.js';

function printed(subject: Subject, kernel: KernelState, print: (mount: MountLine) => string): Content {
  const root = fsOf(subject)?.root;
  return root === undefined ? { errno: 'EINVAL' } : mountsOf(kernel.vfs, root).map(print).join('');
}

/** @see fstab(5), proc_pid_mounts(5) */
export function pidMounts(subject: Subject, kernel: KernelState): Content {
  return printed(subject, kernel, ({ source, path, type, options, superOptions }) => {
    const all = [options, superOptions].filter(Boolean).join(',');
    return `${escaped(source)} ${escaped(path)} ${type} ${all} 0 0\n`;
  });
}

/** @see proc_pid_mountinfo(5) */
export function pidMountinfo(subject: Subject, kernel: KernelState): Content {
  return printed(subject, kernel, ({ id, parentId, device, rootPath, path, options, type, source, superOptions }) => {
    const access = options.startsWith('ro') ? 'ro' : 'rw';
    const place = `${id} ${parentId} ${deviceMajor(device)}:${deviceMinor(device)} ${escaped(rootPath)} ${escaped(path)} ${options}`;
    return `${place} - ${type} ${escaped(source)} ${[access, superOptions].filter(Boolean).join(',')}\n`;
  });
}

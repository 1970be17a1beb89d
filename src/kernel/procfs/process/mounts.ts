// /proc/[pid]/mounts and mountinfo. Knows how a mount is printed; which there are comes from fs.
import { deviceMajor, deviceMinor } from '../../../abi/stat.js';
import { type MountLine, mountsOf } from '../../fs/mount.js';
import type { KernelState } from '../../kernel-state.js';
import { escaped } from '../format.js';
import type { Subject } from '../subject.js';

function mounts({ process }: Subject, kernel: KernelState): readonly MountLine[] {
  return mountsOf(kernel.vfs, process.fs?.root ?? kernel.vfs.root);
}

/** @see fstab(5), proc_pid_mounts(5) */
export function pidMounts(subject: Subject, kernel: KernelState): string {
  return mounts(subject, kernel)
    .map(
      ({ source, path, type, options, superOptions }) =>
        `${escaped(source)} ${escaped(path)} ${type} ${[options, superOptions].filter(Boolean).join(',')} 0 0\n`,
    )
    .join('');
}

/** @see proc_pid_mountinfo(5) */
export function pidMountinfo(subject: Subject, kernel: KernelState): string {
  return mounts(subject, kernel)
    .map(({ id, parentId, device, rootPath, path, options, type, source, superOptions }) => {
      const access = options.startsWith('ro') ? 'ro' : 'rw';
      const place = `${id} ${parentId} ${deviceMajor(device)}:${deviceMinor(device)} ${escaped(rootPath)} ${escaped(path)} ${options}`;
      return `${place} - ${type} ${escaped(source)} ${[access, superOptions].filter(Boolean).join(',')}\n`;
    })
    .join('');
}

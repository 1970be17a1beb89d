// The superblock of /sys. Knows no file's text.
import { fsMagics } from '../../abi/statfs.js';
import type { Inode } from '../fs/inode.js';
import { VirtualSuperblock } from '../fs/virtual/virtual-inode.js';
import { TreeDirectory } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { systemDevices } from './system-devices.js';

/** @see sysfs(5) */
export class SysFileSystem extends VirtualSuperblock {
  override readonly root: Inode;

  constructor(kernel: KernelState) {
    super(kernel.vfs, 'sysfs', fsMagics.SYSFS_MAGIC);
    this.root = TreeDirectory.plant(this, kernel, systemDevices(kernel.machine.harts.length));
  }
}

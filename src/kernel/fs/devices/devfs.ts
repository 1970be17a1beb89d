// What stands in /dev: device nodes, links, and the drivers behind them. Knows which devices there are; each device knows itself.
import { makeDevice, modeBits } from '../../../abi/stat.js';
import { controlModes, inputModes, standardTermios } from '../../../abi/termios.js';
import type { Inode, NewInode } from '../inode.js';
import type { Storage } from '../storage.js';
import { StoredSuperblock } from '../stored-file-system.js';
import { Tty } from '../tty/tty.js';
import { ownTtyDriver, ttyDriver } from '../tty/tty-driver.js';
import type { Vfs } from '../vfs.js';
import { DevptsSuperblock } from './devpts.js';
import { memoryDevices, memoryDriver } from './memory-devices.js';

/** Device number of /dev/console, which is the system's terminal. */
export const CONSOLE_DEVICE = makeDevice(5, 1);
const OWN_TTY_DEVICE = makeDevice(5, 0);
const PTMX_DEVICE = makeDevice(5, 2);

/** Links of /dev. @see fd(4) */
const links = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
] as const;

/** The devices of a system. */
export interface Devices {
  /** For /dev. */
  readonly devfs: StoredSuperblock;
  /** For /dev/pts. */
  readonly devpts: DevptsSuperblock;
  /** The system's terminal: its driver gives keys to `receive` and shows what `takeOutput` gives. */
  readonly console: Tty;
}

/** Enters the drivers and fills an empty store with their nodes; mounting is the caller's. */
export function createDevices(vfs: Vfs, storage: Storage): Devices {
  const console = new Tty(CONSOLE_DEVICE, vfs.services, {
    ...standardTermios,
    iflag: standardTermios.iflag | inputModes.IUTF8,
    cflag: standardTermios.cflag & ~controlModes.HUPCL,
  });
  const devpts = new DevptsSuperblock(vfs);
  vfs.terminals.set(CONSOLE_DEVICE, console);
  vfs.devices.set(CONSOLE_DEVICE, ttyDriver(vfs, console));
  vfs.devices.set(OWN_TTY_DEVICE, ownTtyDriver(vfs));
  vfs.devices.set(PTMX_DEVICE, { open: (request) => devpts.openMaster(request) });
  const devfs = new StoredSuperblock(vfs, storage, { type: 'devtmpfs', options: 'mode=755' });
  fill(vfs, devfs.root);
  return { devfs, devpts, console };
}

function fill(vfs: Vfs, root: Inode): void {
  root.change({ mode: 0o755 });
  for (const device of memoryDevices) {
    const { number, driver } = memoryDriver(vfs, device);
    vfs.devices.set(number, driver);
    add(root, device.name, { mode: modeBits.S_IFCHR | 0o666, rdev: number });
  }
  add(root, 'console', { mode: modeBits.S_IFCHR | 0o620, rdev: CONSOLE_DEVICE });
  add(root, 'tty', { mode: modeBits.S_IFCHR | 0o666, rdev: OWN_TTY_DEVICE });
  add(root, 'ptmx', { mode: modeBits.S_IFCHR | 0o666, rdev: PTMX_DEVICE });
  add(root, 'pts', { mode: modeBits.S_IFDIR | 0o755 });
  add(root, 'shm', { mode: modeBits.S_IFDIR | 0o1777 });
  for (const [name, target] of links) add(root, name, { mode: modeBits.S_IFLNK | 0o777, target });
}

function add(root: Inode, name: string, inode: Omit<NewInode, 'uid' | 'gid'>): void {
  const made = root.create(name, { uid: 0, gid: 0, ...inode });
  if (typeof made === 'string') throw new Error(`/dev/${name}: ${made}`);
}

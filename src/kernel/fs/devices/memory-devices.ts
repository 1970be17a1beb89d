// null, zero, full, random, urandom: devices that need nothing but bytes and chance.
import type { Errno } from '../../../abi/errno.js';
import { makeDevice } from '../../../abi/stat.js';
import { OpenFile, type OpenRequest } from '../inode.js';
import type { DeviceDriver, Vfs } from '../vfs.js';

/** Fills `into`; absent: a read finds the end of file. */
type Fill = (into: Uint8Array, vfs: Vfs) => void;

/** One row: name in /dev, minor number of major 1, what reads give, what writes give. */
interface MemoryDevice {
  readonly name: string;
  readonly minor: number;
  readonly fill: Fill | undefined;
  readonly refusesWrites?: Errno;
}

const zeroes: Fill = (into) => into.fill(0);

/** Bytes of the seeded generator, four at a time. */
const chance: Fill = (into, { services }) => {
  for (let index = 0; index < into.length; index += 4) {
    const word = services.random32();
    for (let byte = 0; byte < 4 && index + byte < into.length; byte++) into[index + byte] = word >>> (8 * byte);
  }
};

/** @see null(4), full(4), random(4) */
export const memoryDevices: readonly MemoryDevice[] = [
  { name: 'null', minor: 3, fill: undefined },
  { name: 'zero', minor: 5, fill: zeroes },
  { name: 'full', minor: 7, fill: zeroes, refusesWrites: 'ENOSPC' },
  { name: 'random', minor: 8, fill: chance },
  { name: 'urandom', minor: 9, fill: chance },
];

class MemoryDeviceFile extends OpenFile {
  readonly #device: MemoryDevice;
  readonly #vfs: Vfs;

  constructor(request: OpenRequest, device: MemoryDevice, vfs: Vfs) {
    super(request);
    this.#device = device;
    this.#vfs = vfs;
  }

  override get seekable(): boolean {
    return true;
  }

  /** These devices have no position: every seek ends at 0. */
  override seek(): number {
    return 0;
  }

  protected override pull(into: Uint8Array): number {
    if (this.#device.fill === undefined) return 0;
    this.#device.fill(into, this.#vfs);
    return into.length;
  }

  protected override push(bytes: Uint8Array): number | Errno {
    return this.#device.refusesWrites ?? bytes.length;
  }
}

export function memoryDriver(vfs: Vfs, device: MemoryDevice): { readonly number: number; readonly driver: DeviceDriver } {
  return { number: makeDevice(1, device.minor), driver: { open: (request) => new MemoryDeviceFile(request, device, vfs) } };
}

// A whole machine and kernel with a root on memfs and a console, for tests. Programs are put into /bin as bytes.
import { createDevices } from '../../src/kernel/fs/devices/devfs.js';
import { mkdir } from '../../src/kernel/fs/directory.js';
import { mountAt } from '../../src/kernel/fs/mount.js';
import { resolve } from '../../src/kernel/fs/namei.js';
import { StoredSuperblock } from '../../src/kernel/fs/stored-file-system.js';
import type { Tty } from '../../src/kernel/fs/tty/tty.js';
import { realtimeNs } from '../../src/kernel/kernel-state.js';
import { Kernel, type KernelOptions } from '../../src/kernel/kernel.js';
import type { Process } from '../../src/kernel/task/task.js';
import { defaultCosts } from '../../src/machine/cost-model.js';
import { profiles } from '../../src/machine/profiles.js';
import type { Hierarchy } from '../../src/machine/memory/hierarchy/geometry.js';
import { type EngineName, Machine } from '../../src/machine/machine.js';
import { utf8Decode } from '../../src/abi/text.js';
import { MemfsVolume } from '../../src/stores/memfs.js';

const MIB = 1024 * 1024;

export interface TestSystemOptions extends Omit<KernelOptions, 'machine'> {
  readonly harts?: number;
  readonly ramMib?: number;
  readonly engine?: EngineName;
  /** Left out: no caches, no TLBs and no identifiers. */
  readonly hierarchy?: Hierarchy;
  readonly asidBits?: number;
}

export class TestSystem {
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly volume: MemfsVolume;
  readonly console: Tty;

  constructor({ harts = 2, ramMib = 64, engine = 'interpreter', hierarchy, asidBits = 0, ...options }: TestSystemOptions = {}) {
    const profile = profiles.textbook;
    this.machine = new Machine({ harts, ramBytes: ramMib * MIB, costs: defaultCosts, profile, engine, hierarchy, asidBits });
    this.kernel = new Kernel({ machine: this.machine, seed: 1, ...options });
    const { state } = this.kernel;
    this.volume = new MemfsVolume({ nowNs: () => realtimeNs(state), capacityBytes: 64 * MIB, nodeLimit: 10_000 });
    state.vfs.mountRoot(new StoredSuperblock(state.vfs, this.volume.storage, { type: 'memfs' }), 'root');
    const caller = state.vfs.kernelCaller();
    for (const path of ['/bin', '/dev', '/tmp']) mkdir(state.vfs, caller, { path }, 0o777);
    const { devfs, console } = createDevices(state.vfs, this.volume.newStorage(MIB, 1000));
    this.console = console;
    const at = resolve(state.vfs, caller, { path: '/dev', follow: true });
    if (typeof at === 'string') throw new Error(at);
    mountAt(state.vfs, at, devfs, 'devtmpfs', 0);
  }

  /** Puts an executable into the system. */
  install(path: string, bytes: Uint8Array): void {
    this.volume.addPostponedFile(path, { mode: 0o755, sizeBytes: bytes.length, load: () => bytes });
  }

  spawn(path: string, args: readonly string[] = [], options: { readonly init?: boolean; readonly cwd?: string } = {}): Process {
    const env = { PATH: '/bin', HOME: '/', TERM: 'dumb' };
    const process = this.kernel.spawn({ path, argv: [path, ...args], env, streams: 'console', ...options });
    if ('errno' in process) throw new Error(process.text);
    return process;
  }

  /** Runs until the process ended (or `limitNs` of simulated time passed), checks the books and returns its status word. */
  runToEnd(process: Process, limitNs = 20e9): number {
    const { exits } = this.kernel.state;
    this.kernel.run(limitNs, () => exits.has(process.pid));
    this.kernel.checkLedger();
    const status = exits.get(process.pid);
    if (status === undefined) throw new Error(`pid ${process.pid} did not end; it said: ${this.output()}`);
    return status;
  }

  /** What the console has shown since the last call. */
  output(): string {
    return utf8Decode(this.console.takeOutput()).replaceAll('\r\n', '\n');
  }

  /** Runs a program to its end; its output and its status word. */
  run(path: string, args: readonly string[] = [], cwd = '/'): { output: string; status: number } {
    const process = this.spawn(path, args, { cwd });
    const status = this.runToEnd(process);
    return { output: this.output(), status };
  }
}

// Boots a system: machine, kernel, root image, console. The library's front door: `import { boot } from 'vivarium'`.
import { StoredSuperblock } from '../kernel/fs/stored-file-system.js';
import { Kernel } from '../kernel/kernel.js';
import { defaultPolicyName } from '../kernel/sched/policies.js';
import type { PolicyText } from '../kernel/sched/policy-text.js';
import type { PcbSaving } from '../kernel/sched/scheduler.js';
import { profileProblem } from '../machine/profile-check.js';
import { costsOf, type Profile, type ProfileName, profiles } from '../machine/profiles.js';
import { asidBits, maximumHarts, maximumRamBytes } from '../machine/layout.js';
import type { Translation } from '../machine/engine/translator/translator.js';
import { type EngineName, Machine } from '../machine/machine.js';
import { MemfsVolume } from '../stores/memfs.js';
import { userlandPrograms } from '../stores/userland.js';
import { mountBootFileSystems } from './boot-mounts.js';
import { HostPipeFileSystem } from './host-stream.js';
import { writeRootImage } from './root-image.js';
import { Vivarium } from './vivarium.js';

export type { Profile, ProfileName } from '../machine/profiles.js';
export type { GuestProcess, HostPipes, ProcessEnd } from './guest-process.js';
export type { Recording } from './recording.js';
export type { RunLimit, RunOutcome, SpawnFailure, SpawnOptions, Vivarium } from './vivarium.js';

/** What a system is like. Two systems with equal options have equal histories. */
export interface BootOptions {
  /** Simulated cores, 1 to 64; default: the profile's. */
  readonly cores?: number | undefined;
  /** Seed of all randomness, 0 to 2^32 - 1; default 1. */
  readonly seed?: number | undefined;
  /** RAM, 16 MiB to 3.5 GiB; default 256 MiB. */
  readonly memoryBytes?: number | undefined;
  /** A policy, alone or with parameters: `mlfq:levels=4,boost=1s`. Default `eevdf`. */
  readonly policy?: PolicyText | undefined;
  /** Longest time a task runs while others wait, 10 us to 10 s; default: the policy's own. What `policy` says of it counts more. */
  readonly quantumNs?: number | undefined;
  /** Time between two ticks of a busy core, 100 us to 1 s; default 10 ms. */
  readonly tickNs?: number | undefined;
  /** False: cores take no waiting tasks from each other. Default true. */
  readonly balance?: boolean | undefined;
  /** When a switch stores and loads the f registers: lazily, where it must, or eagerly, always. Default `lazy`. */
  readonly pcb?: PcbSaving | undefined;
  /** A built-in machine by its name, or one that you describe; default `textbook`. */
  readonly profile?: ProfileName | Profile | undefined;
  /** Whether caches and TLBs are simulated, as the profile describes them; default `full`. */
  readonly timing?: 'full' | 'none' | undefined;
  /** Whether translations bear address space identifiers, so that a switch keeps them; default: as the profile says. */
  readonly asid?: boolean | undefined;
  /** What executes instructions: the history is the same; default `auto`, which translates what is hot. */
  readonly engine?: EngineName | undefined;
  /** The count of arrivals (a jump counts 8, a return 1) at which the engine `auto` translates code. */
  readonly hotAfter?: number | undefined;
  /** The host's clock in milliseconds (`() => performance.now()`): only to tell how long translating took, never part of a history. */
  readonly hostClock?: (() => number) | undefined;
  /** Is told of each translation of the engine `auto`. @internal */
  readonly onTranslation?: ((translation: Translation) => void) | undefined;
  /** False: the same addresses in every process. Default true. */
  readonly aslr?: boolean | undefined;
  /** Wall-clock time at boot, nanoseconds since 1970; default 2026-01-01 00:00 UTC. */
  readonly bootEpochNs?: bigint | undefined;
  /** Keep what happens from outside for replay(). */
  readonly record?: boolean | undefined;
}

/** Nanoseconds. */
const tickRange = { least: 100_000, most: 1e9 };

const hostname = 'vivarium';
const defaultMemoryBytes = 256 * 2 ** 20;
const defaultBootEpochNs = 1_767_225_600_000_000_000n;
const pageBytes = 4096;
/** Inodes of the root file system at most: one for each page of RAM, which is about what one costs the host. */
const rootNodes = { least: 16_384, most: 1 << 20 };

function checkRange(name: string, value: number, low: number, high: number): void {
  if (Number.isFinite(value) && value >= low && value <= high) return;
  throw new RangeError(`boot: ${name}: ${value} is not between ${low} and ${high}`);
}

function checkOptions(options: BootOptions): void {
  if (options.cores !== undefined) checkRange('cores', options.cores, 1, maximumHarts);
  if (options.seed !== undefined) checkRange('seed', options.seed, 0, 0xffff_ffff);
  if (options.memoryBytes !== undefined) checkRange('memoryBytes', options.memoryBytes, 16 * 2 ** 20, maximumRamBytes);
  if (options.quantumNs !== undefined) checkRange('quantumNs', options.quantumNs, 10_000, 10e9);
  if (options.tickNs !== undefined) checkRange('tickNs', options.tickNs, tickRange.least, tickRange.most);
}

/** A copy, so that nobody changes a machine that runs. */
function profileOf({ profile = 'textbook', asid }: BootOptions): Profile {
  const chosen = typeof profile === 'string' ? profiles[profile] : checkedProfile(profile);
  return asid === undefined ? chosen : { ...chosen, hierarchy: { ...chosen.hierarchy, asid } };
}

function checkedProfile(profile: Profile): Profile {
  const wrong = profileProblem(profile);
  if (wrong !== undefined) throw new RangeError(`boot: profile: ${wrong.path}: ${wrong.problem}`);
  return JSON.parse(JSON.stringify(profile)) as Profile;
}

function buildMachine(options: BootOptions, profile: Profile): Machine {
  const timing = options.timing ?? 'full';
  const ramBytes = Math.floor((options.memoryBytes ?? defaultMemoryBytes) / pageBytes) * pageBytes;
  return new Machine({
    harts: options.cores ?? profile.harts,
    ramBytes,
    costs: costsOf(profile, timing),
    hierarchy: timing === 'full' ? profile.hierarchy : undefined,
    asidBits: profile.hierarchy.asid ? asidBits : 0,
    profile,
    engine: options.engine ?? 'auto',
    hotAfter: options.hotAfter,
    hostClock: options.hostClock,
    onTranslation: options.onTranslation,
  });
}

/**
 * Boots a system with the bundled userland in /bin and init as process 1. No simulated time has passed yet.
 *
 * @throws RangeError for an option out of its range; an error with `code` ENOENT when the userland is not built
 * @example
 * const os = await boot({ cores: 2, seed: 1 });
 * const p = os.spawn('/bin/spin', ['50']);
 * os.run({ untilExit: p.pid });
 * console.log(os.fs.readFileSync('/proc/1/maps', 'utf8'));
 */
export async function boot(options: BootOptions = {}): Promise<Vivarium> {
  checkOptions(options);
  const profile = profileOf(options);
  const machine = buildMachine(options, profile);
  const bootEpochNs = options.bootEpochNs ?? defaultBootEpochNs;
  const capacityBytes = machine.memory.size;
  const nodeLimit = Math.min(rootNodes.most, Math.max(rootNodes.least, Math.floor(capacityBytes / pageBytes)));
  // Files of the image bear the time of boot; after that the kernel's clock counts.
  let clock = { nowNs: (): bigint => bootEpochNs };
  const volume = new MemfsVolume({ nowNs: () => clock.nowNs(), capacityBytes, nodeLimit });
  writeRootImage(volume, userlandPrograms(), hostname);
  const kernel = new Kernel({
    machine,
    hostname,
    seed: options.seed ?? 1,
    policy: options.policy ?? defaultPolicyName,
    ...(options.quantumNs === undefined ? {} : { sliceNs: options.quantumNs }),
    ...(options.tickNs === undefined ? {} : { tickNs: options.tickNs }),
    balancing: options.balance ?? true,
    pcb: options.pcb ?? 'lazy',
    aslr: options.aslr ?? true,
    bootEpochNs,
  });
  clock = kernel.vfs.services;
  kernel.vfs.mountRoot(new StoredSuperblock(kernel.vfs, volume.storage, { type: 'rootfs' }), 'rootfs');
  const console = mountBootFileSystems(kernel.state, volume, Math.floor(capacityBytes / 2));
  volume.connect(() => kernel.state.vfs.kernelCaller());
  const pipeFileSystem = new HostPipeFileSystem(kernel.state.vfs);
  const os = new Vivarium({ kernel, machine, console, volume, pipeFileSystem, recordOn: options.record ? profile : undefined });
  startInit(kernel);
  return os;
}

function startInit(kernel: Kernel): void {
  const init = kernel.spawn({ path: '/bin/init', argv: ['init', '--wait'], env: {}, cwd: '/', streams: 'null', init: true });
  if ('errno' in init) throw new Error(`boot: init would not start: ${init.text}`);
}

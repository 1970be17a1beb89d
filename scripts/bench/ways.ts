// The five ways in which the kernels are run. Knows no kernel.
import type { BootOptions } from '../../src/system/boot.js';
import { builtFor, cannotBuild } from './c-programs.js';
import { Cachegrind } from './cachegrind.js';
import { isInstalled, runChild } from './child.js';
import { runGuest } from './guest-process.js';
import type { WayName } from './way-names.js';

/** One run: processor time without what the empty program takes as well, or without booting. */
export interface Timing {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** What the program has printed: the same whichever way it ran. */
  readonly stdout: string;
}

/** Where a program is for the guest and, when it could be built, for this host. */
export interface Built {
  readonly guest: string;
  readonly host: string | undefined;
}

/** How to run a program; or, in a few words, why it cannot be run so. */
export type Way = ((built: Built, args: readonly string[]) => Timing) | string;
export type Ways = Readonly<Record<WayName, Way>>;

function program(command: string, args: readonly string[]): Timing {
  const done = runChild(command, args);
  if (done.status !== 0) throw new Error(`bench: ${command} ${args.join(' ')} ended with ${done.status}:\n${done.stderr}`);
  return done;
}

/** A command that runs programs: what the empty program takes is left out. */
function without(empty: () => Timing, run: (built: Built, args: readonly string[]) => Timing): Way {
  const start = Math.min(...[1, 2, 3].map(() => empty().cpuMs));
  return (built, args) => {
    const timing = run(built, args);
    return { ...timing, cpuMs: timing.cpuMs - start };
  };
}

function onHost(run: (host: string, args: readonly string[]) => Timing): Way {
  return ({ host }, args) => {
    if (host === undefined) throw new Error('bench: this program was not built for the host');
    return run(host, args);
  };
}

/** The engine is the one that boot() chooses; what it translates and compiles counts. */
function vivarium(timing: NonNullable<BootOptions['timing']>): Way {
  return ({ guest }, args) => runGuest({ path: '/root/program', host: guest, args, options: { cores: 1, timing } });
}

function qemu(folder: string): Way {
  if (!isInstalled('qemu-riscv64')) return 'qemu-riscv64 is not installed';
  const empty = builtFor('guest', 'programs/empty.c', folder);
  return without(
    () => program('qemu-riscv64', [empty]),
    ({ guest }, args) => program('qemu-riscv64', [guest, ...args]),
  );
}

/** All ways; programs that they need are built into `folder`. `close` gives back what they hold. */
export function openWays(folder: string): { readonly ways: Ways; close(): void } {
  const peer = Cachegrind.open();
  const ways = {
    native: cannotBuild('host') ?? onHost(program),
    qemu: qemu(folder),
    none: vivarium('none'),
    cachegrind: typeof peer === 'string' ? peer : onHost((host, args) => peer.run(host, args)),
    full: vivarium('full'),
  };
  return { ways, close: () => (typeof peer === 'string' ? undefined : peer.close()) };
}

/** Builds one of the C files of the benchmarks for the guest and, where that is possible, for the host, which may have flags of its own. */
export function builtForAll(source: string, folder: string, hostFlags: readonly string[]): Built {
  const host = cannotBuild('host') === undefined ? builtFor('host', source, folder, hostFlags) : undefined;
  return { guest: builtFor('guest', source, folder), host };
}

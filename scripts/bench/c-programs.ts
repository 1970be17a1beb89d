// C programs of the benchmarks, built by npm's zig for the guest and for this host with the same options and the same C library where it can be. Measures nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findZig, guestTarget } from '../../src/cli/zig.js';
import { codeFlags, zigEnvironment } from '../build-userland.js';
import { root } from '../userland-programs.js';

const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** What a compilation for this host says first, as guestTarget does for the guest; undefined where zig's musl does not run. */
function hostTarget(): readonly string[] | undefined {
  const architecture = architectures[process.arch];
  return process.platform !== 'linux' || architecture === undefined
    ? undefined
    : ['cc', '-target', `${architecture}-linux-musl`, '-static'];
}

const targets = { guest: guestTarget, host: hostTarget() } as const;

/** Whether C programs can be built for `target`; else why not, in a few words. */
export function cannotBuild(target: keyof typeof targets): string | undefined {
  if (targets[target] === undefined) return `no static programs for ${process.platform}-${process.arch}`;
  return findZig() === undefined ? 'there is no compiler for this host: run "npm ci"' : undefined;
}

/** For programs that ask for fused multiply-adds, which compilers for x86-64 make calls of unless they are told that the processor has them. */
export function fusedFlags(): readonly string[] {
  const cpuinfo = '/proc/cpuinfo';
  return process.arch === 'x64' && existsSync(cpuinfo) && / fma /.test(readFileSync(cpuinfo, 'utf8')) ? ['-mfma'] : [];
}

/** Compiles scripts/bench/SOURCE and tells where the program is: FOLDER/TARGET/NAME. */
export function builtFor(target: keyof typeof targets, source: string, folder: string, flags: readonly string[] = []): string {
  const zig = findZig();
  const first = targets[target];
  if (zig === undefined || first === undefined) throw new Error(`bench: ${source}: ${cannotBuild(target)}`);
  const output = join(folder, target, source.replace(/.*\/|\.c$/g, ''));
  mkdirSync(dirname(output), { recursive: true });
  const argv = [...first, ...codeFlags, ...flags, join(root, 'scripts/bench', source), '-lm', '-o', output];
  const { status, stderr } = spawnSync(zig, argv, {
    cwd: root,
    env: zigEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`bench: ${source} for the ${target}: zig cc ended with ${status}:\n${stderr}`);
  return output;
}

// The peer of the full timing model: the same C programs, compiled for the host by the same compiler, under valgrind's cachegrind. Knows no Vivarium but its profile.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findZig } from '../../src/cli/zig.js';
import { profiles } from '../../src/machine/profiles.js';
import { codeFlags, zigEnvironment } from '../build-userland.js';
import { root } from '../userland-programs.js';
import { isInstalled, runChild } from './child.js';

const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** The caches of our default profile; cachegrind has two levels as that does. */
function geometry(): string[] {
  const { lineBytes, l1i, l1d, l2 } = profiles.textbook.hierarchy;
  const shape = ({ sizeBytes, ways }: { sizeBytes: number; ways: number }): string => `${sizeBytes},${ways},${lineBytes}`;
  return ['--cache-sim=yes', `--I1=${shape(l1i)}`, `--D1=${shape(l1d)}`, `--LL=${shape(l2)}`];
}

/** Million instructions a second of programs under cachegrind. */
export class Cachegrind {
  readonly #zig: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'vivarium-bench-'));
  readonly #emptyMs: number;

  private constructor(zig: string) {
    this.#zig = zig;
    this.#emptyMs = Math.min(...[1, 2, 3].map(() => this.#run('empty', '').cpuMs));
  }

  /** Or, in one line, why there is none. */
  static open(): Cachegrind | string {
    if (process.platform !== 'linux' || architectures[process.arch] === undefined) return 'cachegrind does not run on this host';
    if (!isInstalled('valgrind')) return 'valgrind is not installed';
    const zig = findZig();
    return zig === undefined ? 'there is no compiler for this host: run "npm ci"' : new Cachegrind(zig);
  }

  /** Valgrind's own start is not in it, as our boot is not in ours. */
  mips(name: string, argument: string): number {
    const { instructions, cpuMs } = this.#run(name, argument);
    return instructions / (cpuMs - this.#emptyMs) / 1000;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(name: string, argument: string): { instructions: number; cpuMs: number } {
    const options = ['--tool=cachegrind', `--cachegrind-out-file=${join(this.#folder, 'out')}`, ...geometry()];
    const { status, stderr, cpuMs } = runChild('valgrind', [...options, this.#compiled(name), argument]);
    const count = /I\s+refs:\s+([\d,]+)/.exec(stderr)?.[1];
    if (status !== 0 || count === undefined) throw new Error(`bench: cachegrind of ${name} ended with ${status}:\n${stderr}`);
    return { instructions: Number(count.replaceAll(',', '')), cpuMs };
  }

  #compiled(name: string): string {
    const output = join(this.#folder, name);
    const target = `${architectures[process.arch]}-linux-musl`;
    const source = join(root, 'scripts/bench/programs', `${name}.c`);
    const argv = ['cc', '-target', target, '-static', ...codeFlags, source, '-lm', '-o', output];
    const { status, stderr } = spawnSync(this.#zig, argv, {
      cwd: root,
      env: zigEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`bench: ${name} for this host: zig cc ended with ${status}:\n${stderr}`);
    return output;
  }
}

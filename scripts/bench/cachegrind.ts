// The peer of the full timing model: the same C programs, compiled for the host by the same compiler, under valgrind's cachegrind. Knows no Vivarium but its profile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '../../src/machine/profiles.js';
import { builtFor, cannotBuild } from './c-programs.js';
import { type ChildRun, isInstalled, runChild } from './child.js';

/** The caches of our default profile; cachegrind has two levels as that does. */
function geometry(): string[] {
  const { lineBytes, l1i, l1d, l2 } = profiles.textbook.hierarchy;
  const shape = ({ sizeBytes, ways }: { sizeBytes: number; ways: number }): string => `${sizeBytes},${ways},${lineBytes}`;
  return ['--cache-sim=yes', `--I1=${shape(l1i)}`, `--D1=${shape(l1d)}`, `--LL=${shape(l2)}`];
}

/** Runs under cachegrind. Valgrind's own start is not in the processor time, as our boot is not in ours. */
export class Cachegrind {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vivarium-bench-'));
  readonly #built = new Map<string, string>();
  readonly #emptyMs: number;

  private constructor() {
    const empty = this.#compiled('empty');
    this.#emptyMs = Math.min(...[1, 2, 3].map(() => this.#run(empty, []).cpuMs));
  }

  /** Or, in one line, why there is none. */
  static open(): Cachegrind | string {
    if (!isInstalled('valgrind')) return 'valgrind is not installed';
    return cannotBuild('host') ?? new Cachegrind();
  }

  /** Million instructions a second of one of the programs beside the others. */
  mips(name: string, argument: string): number {
    const { stderr, cpuMs } = this.run(this.#compiled(name), [argument]);
    const count = /I\s+refs:\s+([\d,]+)/.exec(stderr)?.[1];
    if (count === undefined) throw new Error(`bench: cachegrind of ${name} counted nothing:\n${stderr}`);
    return Number(count.replaceAll(',', '')) / cpuMs / 1000;
  }

  /** A program of this host. */
  run(program: string, args: readonly string[]): ChildRun {
    const done = this.#run(program, args);
    return { ...done, cpuMs: done.cpuMs - this.#emptyMs };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(program: string, args: readonly string[]): ChildRun {
    const options = ['--tool=cachegrind', `--cachegrind-out-file=${join(this.#folder, 'out')}`, ...geometry()];
    const done = runChild('valgrind', [...options, program, ...args]);
    if (done.status !== 0) throw new Error(`bench: cachegrind of ${program} ended with ${done.status}:\n${done.stderr}`);
    return done;
  }

  #compiled(name: string): string {
    const known = this.#built.get(name) ?? builtFor('host', `programs/${name}.c`, this.#folder);
    this.#built.set(name, known);
    return known;
  }
}

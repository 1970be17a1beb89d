// What a context switch costs the host, receipts and caches included, among few processes and among many.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOptions } from '../../src/system/boot.js';
import type { HostPipes } from '../../src/system/guest-process.js';
import type { Vivarium } from '../../src/system/vivarium.js';
import { root } from '../userland-programs.js';
import { bootBuilt } from './built.js';
import { bounded, cpuMs, type Result } from './measure.js';

const counts = [10, 100, 1000, 10_000] as const;
const rounds = 25;
/** Switches in a round: as many for all crowds, and enough that each of the largest has its turn. */
const switchesEach = 10_000;
/** Until the host has compiled the kernel. */
const warmUpSwitches = 300_000;
const bytesEach = 144 * 1024;
const bytesBeside = 64 * 2 ** 20;

/** One core on which `count` processes call sched_yield for ever. */
class Crowd {
  readonly #os: Vivarium;
  readonly #pipes: HostPipes;

  private constructor(os: Vivarium) {
    this.#os = os;
    this.#pipes = os.pipes();
  }

  /** So that the first crowd does not pay for what all use. */
  static async warmUp(): Promise<void> {
    const crowd = await Crowd.open(counts[0], {});
    crowd.#switch(warmUpSwitches);
    crowd.close();
  }

  static async open(count: number, options: BootOptions): Promise<Crowd> {
    const os = await bootBuilt({ ...options, cores: 1, seed: 1, memoryBytes: bytesBeside + count * bytesEach });
    os.install('/root/yielders', readFileSync(join(root, 'dist/userland/bench/yielders')));
    const crowd = new Crowd(os);
    os.spawn('/root/yielders', [String(count)], { stdio: crowd.#pipes });
    os.run();
    if (new TextDecoder().decode(crowd.#pipes.stdout.read()) !== 'ready\n')
      throw new Error(`bench: there is no room for ${count} yielders`);
    crowd.#pipes.stdin.write(new TextEncoder().encode('go\n'));
    // All wake, write to their stacks for the first time, and have a few turns.
    crowd.#switch(Math.max(2 * switchesEach, 3 * count));
    return crowd;
  }

  /** Host microseconds for one switch: of the fastest round, since all that disturbs one only adds to it. */
  microseconds(): number {
    const round = (): number => {
      let made = 0;
      const ms = cpuMs(() => {
        made = this.#switch(switchesEach);
      });
      return (ms * 1000) / made;
    };
    return Math.min(...Array.from({ length: rounds }, round));
  }

  close(): void {
    this.#os.close();
  }

  /** Lets at least `wanted` switches happen; tells how many did. */
  #switch(wanted: number): number {
    const before = this.#switches();
    while (this.#switches() - before < wanted) this.#os.run({ untilNs: this.#os.nowNs + 1e6 });
    return this.#switches() - before;
  }

  #switches(): number {
    return this.#os.kernel.ledger.harts.reduce((sum, { contextSwitches }) => sum + contextSwitches, 0);
  }
}

async function microsecondsAmong(count: number, options: BootOptions): Promise<number> {
  const crowd = await Crowd.open(count, options);
  const value = crowd.microseconds();
  crowd.close();
  globalThis.gc?.();
  return value;
}

/** A switch here is a sched_yield: trap, call, choice, both receipts, address space, and the few instructions of the loop. */
export async function switches(): Promise<Result[]> {
  await Crowd.warmUp();
  const results: Result[] = [];
  const full: number[] = [];
  for (const count of counts) {
    const value = await microsecondsAmong(count, { timing: 'full', engine: 'interpreter' });
    full.push(value);
    results.push(bounded(`a switch among ${count} processes, full model, interpreter`, value, 'us', { atMost: 8 }));
  }
  const least = counts[0];
  const most = counts[counts.length - 1] ?? least;
  const growth = (full[full.length - 1] ?? Number.NaN) / (full[0] ?? Number.NaN);
  results.push(bounded(`a switch among ${most}, against ${least}`, growth, 'x', { atMost: 2 }));
  for (const options of [
    { engine: 'auto' },
    { timing: 'none', engine: 'interpreter' },
    { timing: 'none', engine: 'auto' },
    { policy: 'cfs' },
    { policy: 'rr' },
  ] as const) {
    const few = await microsecondsAmong(least, options);
    const many = await microsecondsAmong(most, options);
    const name = `a switch among ${least} and among ${most}, ${Object.entries(options).flat().join(' ')}`;
    results.push({ name, value: `${few.toFixed(2)} us, ${many.toFixed(2)} us` });
  }
  return results;
}

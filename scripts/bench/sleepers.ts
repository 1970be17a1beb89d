// 10,000 sleeping processes: what each costs the host, and whether the others notice them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boot } from '../../src/system/boot.js';
import type { HostPipes } from '../../src/system/guest-process.js';
import type { Vivarium } from '../../src/system/vivarium.js';
import { root } from '../userland-programs.js';
import { bounded, type Result, timed } from './measure.js';

const rounds = 20_000;
const many = 10_000;
const few = 10;

/** A system in which `count` processes sleep. */
class Dormitory {
  readonly os: Vivarium;
  readonly #pipes: HostPipes;
  readonly #heapBefore: number;

  private constructor(os: Vivarium, pipes: HostPipes, heapBefore: number) {
    this.os = os;
    this.#pipes = pipes;
    this.#heapBefore = heapBefore;
  }

  static async open(count: number): Promise<Dormitory> {
    const os = await boot({ cores: 2, seed: 1, memoryBytes: 1.5 * 2 ** 30 });
    os.install('/root/sleepers', readFileSync(join(root, 'dist/userland/bench/sleepers')));
    const pipes = os.pipes();
    const dormitory = new Dormitory(os, pipes, hostBytes());
    os.spawn('/root/sleepers', [String(count), String(rounds)], { stdio: pipes });
    dormitory.#until('ready');
    return dormitory;
  }

  /** Host memory for each process beside its own guest pages. */
  bytesEach(count: number): number {
    return (hostBytes() - this.#heapBefore) / count;
  }

  /** Host microseconds for one switch of the pair that passes a token. */
  switchMicroseconds(): number {
    this.#pipes.stdin.write(new TextEncoder().encode('go\n'));
    const ms = timed(() => this.#until('done'));
    return (ms * 1000) / (2 * rounds);
  }

  output(path: string, args: readonly string[]): { ms: number; text: string } {
    const pipes = this.os.pipes();
    const ms = timed(() => void this.os.run({ untilExit: this.os.spawn(path, args, { stdio: pipes }).pid }));
    return { ms, text: new TextDecoder().decode(pipes.stdout.read()) };
  }

  #until(word: string): void {
    let seen = '';
    while (!seen.includes(word)) {
      const outcome = this.os.run({ untilNs: this.os.nowNs + 10e6 });
      seen += new TextDecoder().decode(this.#pipes.stdout.read());
      if (outcome === 'idle' && !this.os.canRun && !seen.includes(word)) throw new Error(`bench: sleepers wait after "${seen}"`);
    }
  }
}

/** What the JavaScript heap and its buffers hold; guest RAM is a buffer of fixed size and cancels out. */
function hostBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds to list /proc and to read three files of each process through memfs. */
function procWalk(os: Vivarium): { listMs: number; readMs: number } {
  let names: string[] = [];
  const listMs = timed(() => {
    names = os.fs.readdirSync('/proc').map(String);
  });
  const readMs = timed(() => {
    for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
      for (const file of ['stat', 'status', 'maps']) os.fs.readFileSync(`/proc/${name}/${file}`);
    }
  });
  return { listMs, readMs };
}

export async function sleepers(): Promise<Result[]> {
  const small = await Dormitory.open(few);
  const fewMicroseconds = small.switchMicroseconds();
  const fewStat = Math.min(...[1, 2, 3].map(() => small.output('/bin/cat', ['/proc/stat']).ms));
  small.os.close();
  const large = await Dormitory.open(many);
  const each = large.bytesEach(many);
  const manyMicroseconds = large.switchMicroseconds();
  const manyStat = Math.min(...[1, 2, 3].map(() => large.output('/bin/cat', ['/proc/stat']).ms));
  const top = large.output('/bin/top', ['-b', '-n', '1']);
  const { listMs, readMs } = procWalk(large.os);
  large.os.close();
  return [
    bounded(`${many} sleepers: host memory each beside guest pages`, each / 1024, 'KiB', { atMost: 12 }),
    { name: `a switch among ${few}`, value: `${fewMicroseconds.toFixed(2)} us` },
    bounded(`a switch among ${many}, against ${few}`, manyMicroseconds / fewMicroseconds, 'x', { atMost: 2 }),
    { name: `cat /proc/stat among ${few} and among ${many}`, value: `${fewStat.toFixed(1)} ms, ${manyStat.toFixed(1)} ms` },
    bounded(`top -b -n 1 among ${many} (${top.text.split('\n').length} lines)`, top.ms / 1000, 's', { atMost: 2 }),
    { name: `readdir of /proc with ${many} processes`, value: `${listMs.toFixed(1)} ms` },
    { name: 'read of stat, status and maps of each, through memfs', value: `${readMs.toFixed(0)} ms` },
  ];
}

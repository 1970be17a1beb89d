// How many guest instructions a second the interpreter executes with virtual memory on, and how that compares with qemu-riscv64.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boot } from '../../src/system/boot.js';
import { root } from '../userland-programs.js';
import { bounded, median, medianOf, type Result, timed } from './measure.js';

/** Program, argument, and the least that it must reach in million instructions a second. */
const programs = [
  ['crc', '600', 100],
  ['calls', '33', 60],
  ['sort', '500000', 60],
] as const;

const rounds = 3;

interface Speed {
  readonly mips: number;
  readonly ms: number;
}

async function speedOf(name: string, argument: string): Promise<Speed> {
  const os = await boot({ cores: 1, seed: 1 });
  try {
    os.install(`/root/${name}`, readFileSync(join(root, 'dist/userland/bench', name)));
    const child = os.spawn(`/root/${name}`, [argument], { stdio: 'null' });
    const before = instructions(os);
    const ms = timed(() => void os.run({ untilExit: child.pid }));
    if (os.endOf(child.pid)?.code !== 0) throw new Error(`bench: ${name} ended with ${JSON.stringify(os.endOf(child.pid))}`);
    return { mips: (instructions(os) - before) / ms / 1000, ms };
  } finally {
    os.close();
  }
}

function instructions(os: Awaited<ReturnType<typeof boot>>): number {
  return os.kernel.machine.harts.reduce((sum, hart) => sum + hart.instret, 0);
}

/** Milliseconds of the same program under qemu's user mode; undefined when qemu is not installed. */
function qemuMs(name: string, argument: string): number | undefined {
  if (spawnSync('qemu-riscv64', ['--version']).status !== 0) return undefined;
  const run = (): number => timed(() => void spawnSync('qemu-riscv64', [join(root, 'dist/userland/bench', name), argument]));
  return medianOf(rounds, run);
}

export async function engineSpeed(): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, argument, atLeast] of programs) {
    const speeds: Speed[] = [];
    for (let round = 0; round < rounds; round++) speeds.push(await speedOf(name, argument));
    results.push(
      bounded(`${name} ${argument}: interpreter`, median(speeds.map(({ mips }) => mips)), 'million instructions/s', { atLeast }),
    );
    const qemu = qemuMs(name, argument);
    const value =
      qemu === undefined ? 'qemu-riscv64 is not installed' : `${(median(speeds.map(({ ms }) => ms)) / qemu).toFixed(1)} x its time`;
    results.push({ name: `${name} ${argument}: against qemu-riscv64`, value });
  }
  return results;
}

// How many guest instructions a second the interpreter executes with virtual memory on and no timing model, and how that compares with qemu-riscv64.
import { join } from 'node:path';
import { root } from '../userland-programs.js';
import { isInstalled, runChild } from './child.js';
import { speedOf, type Speed } from './interpreted.js';
import { bounded, median, medianOf, type Result } from './measure.js';

/** Program, argument, and the least that it must reach in million instructions a second. */
const programs = [
  ['crc', '600', 100],
  ['calls', '33', 60],
  ['sort', '500000', 60],
] as const;

const rounds = 3;

/** Milliseconds of processor time of the same program under qemu's user mode; undefined when qemu is not installed. */
function qemuMs(name: string, argument: string): number | undefined {
  if (!isInstalled('qemu-riscv64')) return undefined;
  return medianOf(rounds, () => runChild('qemu-riscv64', [join(root, 'dist/userland/bench', name), argument]).cpuMs);
}

export async function engineSpeed(): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, argument, atLeast] of programs) {
    const speeds: Speed[] = [];
    for (let round = 0; round < rounds; round++) speeds.push(await speedOf(name, argument, { timing: 'none' }));
    const title = `${name} ${argument}, timing none`;
    results.push(bounded(title, median(speeds.map(({ mips }) => mips)), 'million instructions/s', { atLeast }));
    const qemu = qemuMs(name, argument);
    const value =
      qemu === undefined ? 'qemu-riscv64 is not installed' : `${(median(speeds.map(({ ms }) => ms)) / qemu).toFixed(1)} x its time`;
    results.push({ name: `${title}: against qemu-riscv64`, value });
  }
  return results;
}

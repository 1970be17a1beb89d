// One run of a benchmark program in the interpreter. Knows no peer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOptions, Vivarium } from '../../src/system/boot.js';
import { root } from '../userland-programs.js';
import { bootBuilt } from './built.js';
import { cpuMs } from './measure.js';

export interface Speed {
  /** Million instructions a second. */
  readonly mips: number;
  /** Processor time, milliseconds; booting is not in it. */
  readonly ms: number;
}

/** The speed of dist/userland/bench/NAME on one core. */
export async function speedOf(name: string, argument: string, options: BootOptions): Promise<Speed> {
  const os = await bootBuilt({ ...options, cores: 1, seed: 1 });
  try {
    os.install(`/root/${name}`, readFileSync(join(root, 'dist/userland/bench', name)));
    const child = os.spawn(`/root/${name}`, [argument], { stdio: 'null' });
    const before = instructions(os);
    const ms = cpuMs(() => void os.run({ untilExit: child.pid }));
    if (os.endOf(child.pid)?.code !== 0) throw new Error(`bench: ${name} ended with ${JSON.stringify(os.endOf(child.pid))}`);
    return { mips: (instructions(os) - before) / ms / 1000, ms };
  } finally {
    os.close();
  }
}

function instructions(os: Vivarium): number {
  return os.kernel.machine.harts.reduce((sum, hart) => sum + hart.instret, 0);
}

// The speed of a benchmark program with the engine that boot() chooses. Knows no peer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOptions } from '../../src/system/boot.js';
import { root } from '../userland-programs.js';
import { bootBuilt } from './built.js';
import { runIn } from './guest-program.js';

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
    const { instructions, cpuMs: ms } = runIn(os, `/root/${name}`, [argument]);
    return { mips: instructions / ms / 1000, ms };
  } finally {
    os.close();
  }
}

// `vivarium sh [-c SCRIPT]`: the guest's shell.
import { bootWith } from '../booting.js';
import { runGuest } from '../guest-program.js';
import type { Invocation } from '../invocation.js';

export async function sh({ operands, options }: Invocation): Promise<number> {
  const args = options.command === undefined ? operands : ['-c', options.command, ...operands];
  const os = await bootWith(options);
  try {
    return await runGuest(os, { path: '/bin/sh', args: args.length === 0 ? ['-l'] : args }, options);
  } finally {
    os.close();
  }
}

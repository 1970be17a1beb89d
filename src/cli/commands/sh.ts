// `vivarium sh [-c SCRIPT]`: the guest's shell.
import { runGuest } from '../guest-program.js';
import type { Invocation } from '../invocation.js';
import { useSystem } from '../report-output.js';

export async function sh({ operands, options }: Invocation): Promise<number> {
  const args = options.command === undefined ? operands : ['-c', options.command, ...operands];
  return useSystem(options, (os) => runGuest(os, { path: '/bin/sh', args: args.length === 0 ? ['-l'] : args }, options));
}

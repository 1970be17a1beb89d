// Runs one program in a fresh system, as root in an empty folder of the root file system, with its output piped to the host.
import { checkLedger } from '../../src/kernel/ledger/check-ledger.js';
import { type BootOptions, boot, type Vivarium } from '../../src/system/boot.js';

/** How a program ended and what it wrote. */
export interface Outcome {
  readonly code: number | undefined;
  readonly signal: number | undefined;
  readonly output: string;
  readonly errors: string;
}

/** Longest simulated time of a program, nanoseconds. */
const limitNs = 60e9;

/** How often its output is fetched, nanoseconds: what a pipe to the host holds must not fill up. */
const stepNs = 1e8;

/** Runs `path` in `os`, in its folder /work, until it ends; checks the books. */
export function runIn(os: Vivarium, path: string, args: readonly string[] = []): Outcome {
  const pipes = os.pipes();
  pipes.stdin.end();
  const { pid } = os.spawn(path, args, { cwd: '/work', env: { HOME: '/work' }, stdio: pipes });
  const output: Uint8Array[] = [];
  const errors: Uint8Array[] = [];
  const endNs = os.nowNs + limitNs;
  while (os.nowNs < endNs && !os.hasEnded(pid)) {
    os.run({ untilExit: pid, untilNs: os.nowNs + stepNs });
    output.push(pipes.stdout.read());
    errors.push(pipes.stderr.read());
  }
  checkLedger(os.kernel.ledger, os.kernel.machine, os.kernel.tasks.tasks.values());
  const text = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString();
  const { code, signal } = os.endOf(pid) ?? {};
  return { code, signal, output: text(output), errors: text(errors) };
}

/** A fresh system with an empty folder /work. */
export async function freshGuest(options: BootOptions = {}): Promise<Vivarium> {
  const os = await boot({ cores: 2, seed: 7, ...options });
  os.run({ untilExit: os.spawn('/bin/mkdir', ['/work'], { stdio: 'null' }).pid });
  return os;
}

/** Runs a line of shell in `os`. */
export function shell(os: Vivarium, script: string): Outcome {
  return runIn(os, '/bin/sh', ['-c', script]);
}

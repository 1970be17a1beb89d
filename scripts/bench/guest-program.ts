// One run of a program in a booted system: what it takes of the host, and what it does. Knows no program and no engine.
import type { HostPipes } from '../../src/system/guest-process.js';
import type { Vivarium } from '../../src/system/boot.js';
import { cpuMs, timed } from './measure.js';

/** What one run has taken and done, from its start to its end. */
export interface GuestRun {
  /** Of all threads of this process: the host's compiling in the background counts. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly instructions: number;
  readonly switches: number;
  readonly stdout: string;
}

/** Runs the program at `path` to its end; a status other than 0 is an error. */
export function runIn(os: Vivarium, path: string, args: readonly string[]): GuestRun {
  const pipes = os.pipes();
  const { pid } = os.spawn(path, args, { stdio: pipes });
  const before = counts(os);
  let ms = 0;
  const wallMs = timed(() => {
    ms = cpuMs(() => void os.run({ untilExit: pid }));
  });
  const after = counts(os);
  if (os.endOf(pid)?.status !== 0) throw new Error(`bench: ${path} ended with ${JSON.stringify(os.endOf(pid))}: ${text(pipes.stderr)}`);
  return {
    ...{ cpuMs: ms, wallMs, stdout: text(pipes.stdout) },
    ...{ instructions: after.instructions - before.instructions, switches: after.switches - before.switches },
  };
}

function text(output: HostPipes['stdout']): string {
  return new TextDecoder().decode(output.read());
}

/** What all cores have done so far. */
export function counts(os: Vivarium): { readonly instructions: number; readonly switches: number } {
  return {
    instructions: os.kernel.machine.harts.reduce((sum, hart) => sum + hart.instret, 0),
    switches: os.kernel.ledger.harts.reduce((sum, { contextSwitches }) => sum + contextSwitches, 0),
  };
}

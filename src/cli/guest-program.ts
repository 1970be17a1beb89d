// Starts one program of the guest and stays with it: on the terminal when there is one, through pipes otherwise. Knows no command.
import type { GuestProcess } from '../system/guest-process.js';
import type { SpawnFailure, Vivarium } from '../system/vivarium.js';
import { sessionPlan, spawnSettings } from './booting.js';
import { CliFailure, usageFailure } from './failure.js';
import type { Options } from './options.js';
import { runOnTerminal, runPiped } from './session.js';
import { hasTerminal } from './terminal.js';

/** What to start. */
export interface GuestCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly copies?: number;
  /** How errors name it. */
  readonly name?: string;
  /** argv[0], when it is not the path. */
  readonly argv0?: string;
}

/** What to do about the errors of execve(2). */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'link it statically, or give the folder of its libraries with --mount',
  ENOEXEC: 'build it for riscv64 Linux, for example with "vivarium cc"',
  EACCES: 'make it executable',
  ENOMEM: 'give more --memory',
  E2BIG: 'give fewer arguments',
  EAGAIN: 'start fewer processes',
};

/** The failure for a program that would not start. */
function startFailure({ errno, text }: SpawnFailure, where: string): CliFailure {
  return new CliFailure(text, where, remedies[errno] ?? 'check the file and its path');
}

function start(os: Vivarium, command: GuestCommand, options: Options, terminal: boolean): GuestProcess[] {
  const stdio = terminal ? 'console' : os.pipes();
  const settings = { ...spawnSettings(options), ...(command.argv0 === undefined ? {} : { argv0: command.argv0 }) };
  return Array.from({ length: command.copies ?? 1 }, () => {
    const started = os.trySpawn(command.path, command.args, { ...settings, stdio });
    if ('errno' in started) throw startFailure(started, command.name ?? command.path);
    return started;
  });
}

/** Runs `command` to its end. Returns the exit status: the first that is not 0 when there are several copies. */
export async function runGuest(os: Vivarium, command: GuestCommand, options: Options): Promise<number> {
  if (options.json && options.report === undefined) {
    throw usageFailure('nothing to write as JSON', 'option --json', 'say where the report goes, with --report FILE');
  }
  const terminal = hasTerminal();
  const plan = await sessionPlan(os, options);
  const processes = start(os, command, options, terminal);
  if (terminal) {
    for (const process of processes) if (!(await runOnTerminal(os, process, plan))) return 0;
  } else await runPiped(os, processes, plan);
  const statuses = processes.map(({ pid }) => os.endOf(pid)?.status ?? 0);
  return statuses.find((status) => status !== 0) ?? 0;
}

// From the options of the command line to a running system. Knows no command.
import type { BootOptions } from '../system/boot.js';
import type { Vivarium } from '../system/vivarium.js';
import { plainFailure } from './failure.js';
import type { Options } from './options.js';
import { profileFrom } from './profile-file.js';
import type { SessionPlan } from './session.js';
import { hasTerminal } from './terminal.js';

/** Traces `os` into the file of --trace, until it is closed or this process ends. */
async function startTrace(os: Vivarium, path: string): Promise<void> {
  const { openTrace } = await import('./trace-file.js');
  os.trace(openTrace(os, path));
  process.once('exit', () => {
    try {
      os.close();
    } catch {
      // The file takes no more, and the process leaves for another reason that was told.
    }
  });
}

/** Boots with the user's options. The caller closes it. */
export async function bootWith(options: Options, onTranslation?: BootOptions['onTranslation']): Promise<Vivarium> {
  const { boot } = await import('../system/boot.js');
  const { cores, policy, quantum, tick, balance, pcb, profile, asid, seed, memory, timing, engine, aslr } = options;
  const os = await boot({
    cores,
    policy,
    quantumNs: quantum,
    tickNs: tick,
    balance,
    pcb,
    profile: profile && (await profileFrom(profile)),
    asid: asid && asid === 'on',
    seed,
    memoryBytes: memory,
    timing,
    engine,
    hostClock: () => performance.now(),
    onTranslation,
    aslr,
    bootEpochNs: paceOf(options) === 'real' ? BigInt(Date.now()) * 1_000_000n : undefined,
  });
  if (options.trace !== undefined) await startTrace(os, options.trace);
  for (const mount of options.mount ?? []) {
    const refused = os.mount(mount);
    if (refused !== undefined) throw plainFailure(refused.problem);
  }
  return os;
}

/** What a started program gets from the command line. */
export function spawnSettings(options: Options): { env: Record<string, string>; cwd?: string } {
  const env = Object.fromEntries((options.env ?? []).map(({ key, value }) => [key, value]));
  return { env, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) };
}

/** Level with the host's clock on a terminal, flat out otherwise, unless the user says. */
function paceOf(options: Options): 'real' | 'max' {
  return options.pace ?? (hasTerminal() ? 'real' : 'max');
}

/** How the session runs: real time on a terminal unless the user says otherwise. */
export async function sessionPlan(os: Vivarium, options: Options): Promise<SessionPlan> {
  const pace = paceOf(options);
  const level = options.logLevel ?? 'silent';
  if (level === 'silent') return { pace, maxTimeNs: options.maxTime };
  const { kernelLogger } = await import('./log.js');
  return { pace, maxTimeNs: options.maxTime, between: kernelLogger(os, level) };
}

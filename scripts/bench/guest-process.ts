// Asks a fresh Node process to boot a system and to measure programs in it. Knows no program.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { BootOptions } from '../../src/system/boot.js';
import { libraryUrl } from './built.js';
import type { GuestRun } from './guest-program.js';

/** Copies of a program that never ends, and how much they execute before and while they are measured. */
export interface Crowd {
  readonly copies: number;
  readonly warmUp: number;
  readonly instructions: number;
}

export interface GuestRequest {
  /** Inside the system. */
  readonly path: string;
  readonly args: readonly string[];
  /** The program's file on the host; without it, the program is in the system already. */
  readonly host?: string;
  /** Only what JSON can say. */
  readonly options: BootOptions;
  /** Runs one after another in the same system: the first pays for all that the host compiles. Default 1. */
  readonly times?: number;
  readonly crowd?: Crowd;
}

export interface CrowdSpeed {
  readonly cpuMs: number;
  readonly instructions: number;
}

export interface GuestAnswer {
  readonly runs: readonly GuestRun[];
  readonly crowd?: CrowdSpeed;
}

/** The program of that process: guest.ts as one file of JavaScript. */
function bundled(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./guest.ts', import.meta.url))],
    ...{ bundle: true, write: false, platform: 'node', format: 'esm', target: 'node20.19', logLevel: 'warning' },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('bench: esbuild made nothing of guest.ts');
  return file.text;
}

let guest: string | undefined;

/** Starting Node and booting are in none of the answer's times. */
export function askGuest(request: GuestRequest): GuestAnswer {
  guest ??= bundled();
  const argv = ['--input-type=module', '-', JSON.stringify(request), libraryUrl];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { input: guest, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`bench: ${request.path} ${request.args.join(' ')}: the guest's process ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as GuestAnswer;
}

/** The one run of a request for one. */
export function runGuest(request: GuestRequest): GuestRun {
  const [run] = askGuest(request).runs;
  if (run === undefined) throw new Error(`bench: ${request.path} did not run`);
  return run;
}

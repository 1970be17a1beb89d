// Programs of the host, and the processor time that they take: what else the host does counts little. Knows none of them.
import { spawnSync } from 'node:child_process';

/** What a program has done. */
export interface ChildRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** User and system time, threads and children included. */
  readonly cpuMs: number;
}

/** The shell's builtin tells the time of its children; Node does not. @see times(1p) */
const script = '"$@" 3>&-; status=$?; times >&3; exit $status';
/** Bash counts milliseconds; other shells hundredths of a second. */
const shell = spawnSync('bash', ['-c', ':']).status === 0 ? 'bash' : 'sh';
const mostOutputBytes = 2 ** 26;

/** Runs `command`. Needs sh. */
export function runChild(command: string, args: readonly string[]): ChildRun {
  const start = process.hrtime.bigint();
  const { status, output } = spawnSync(shell, ['-c', script, 'sh', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: mostOutputBytes,
  });
  const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
  const [stdout = '', stderr = '', said = ''] = [1, 2, 3].map((stream) => output?.[stream] ?? '');
  const times = [...said.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000);
  // First the shell's own user and system time, then its children's.
  return { status, stdout, stderr, wallMs, cpuMs: (times[2] ?? Number.NaN) + (times[3] ?? Number.NaN) };
}

/** Whether `command` is installed and starts. */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

// Captures how Linux formats /proc, as the tests' oracle. Run by hand as root on any Linux:
//   npx tsx scripts/golden/capture-proc-shapes.ts
// Writes tests/golden/proc/STATE.json for a running, a sleeping and a stopped process, a zombie and a thread, and system.json for the files of the whole
// system: name -> text with every digit made 0 (shapes are wanted, not values), or -> { errno }. Lines of devices that only that machine has are left out.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../userland-programs.js';

type Captured = string | { readonly errno: string };

const golden = join(root, 'tests/golden/proc');
const settleMs = 300;

/** Files whose format is the same on every machine. */
const processNames = [
  'comm',
  'io',
  'limits',
  'maps',
  'oom_score',
  'oom_score_adj',
  'sched',
  'schedstat',
  'smaps',
  'smaps_rollup',
  'stat',
  'statm',
  'status',
  'syscall',
  'wchan',
];
/** Lines of smaps and maps that suffice. */
const mostLines = 60;

const systemNames = ['stat', 'meminfo', 'loadavg', 'uptime', 'vmstat', 'filesystems', 'interrupts', 'swaps', 'tty/drivers'];
const ownToMachine = /virtio|ACPI|serial|ttyS|hvc/;

/** Numbers keep their width and lose their value. */
function blank(text: string): string {
  const hex = text.replace(/\b[0-9a-f]{8,16}\b/g, (word) => '0'.repeat(word.length)).replace(/\b0x[0-9a-f]+/g, '0x0');
  return hex.replace(/(?<![A-Za-z_\d])\d+/g, (word) => '0'.repeat(word.length));
}

function captured(path: string): Captured {
  try {
    return blank(readFileSync(path, 'utf8'));
  } catch (error) {
    return { errno: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

function shortened(text: Captured): Captured {
  return typeof text === 'string' ? text.split('\n').slice(0, mostLines).join('\n') : text;
}

/** The files of one process. */
function capture(state: string, folder: string): void {
  const files: Record<string, Captured> = {};
  for (const name of processNames) files[name] = shortened(captured(join(folder, name)));
  const descriptors = join(folder, 'fdinfo');
  const [first] = readdirSync(descriptors);
  if (first !== undefined) files['fdinfo/0'] = captured(join(descriptors, first));
  write(state, files);
}

function write(name: string, files: Readonly<Record<string, Captured>>): void {
  writeFileSync(join(golden, `${name}.json`), `${JSON.stringify(files, undefined, 1)}\n`);
}

function captureSystem(): void {
  const files: Record<string, Captured> = {};
  for (const name of systemNames) {
    const text = captured(join('/proc', name));
    files[name] =
      typeof text === 'string'
        ? text
            .split('\n')
            .filter((line) => !ownToMachine.test(line))
            .join('\n')
        : text;
  }
  write('system', files);
}

const children: ChildProcess[] = [];

async function started(command: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  children.push(child);
  await pause(settleMs);
  if (child.pid === undefined) throw new Error(`${command} does not start`);
  return child.pid;
}

mkdirSync(golden, { recursive: true });
try {
  const running = await started('sh', '-c', 'while :; do :; done');
  capture('running', `/proc/${running}`);
  capture('thread', `/proc/${running}/task/${running}`);
  const sleeping = await started('sleep', '100');
  capture('sleeping', `/proc/${sleeping}`);
  process.kill(sleeping, 'SIGSTOP');
  await pause(settleMs);
  capture('stopped', `/proc/${sleeping}`);
  const parent = await started('sh', '-c', 'true & exec sleep 100');
  const zombie = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
  capture('zombie', `/proc/${zombie}`);
  captureSystem();
} finally {
  for (const child of children) child.kill('SIGKILL');
}

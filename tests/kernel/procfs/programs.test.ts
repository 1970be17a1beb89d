// The same facts as programs see them: what the bundled tools print is what /proc says, and what a parser that nobody here wrote reads.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Procfs } from '@stroncium/procfs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import { processOf, statFields, textOf } from './proc-for-test.js';

let os: Vivarium;
let spin: number;

beforeAll(async () => {
  os = await boot({ cores: 2, seed: 1 });
  spin = os.spawn('/bin/spin', ['90000'], { stdio: 'null' }).pid;
  os.spawn('/bin/sleep', ['1000'], { stdio: 'null' });
  os.run({ untilNs: 100e6 });
});

/** What a shell command prints. */
function shell(command: string): string {
  const pipes = os.pipes();
  const { pid } = os.spawn('/bin/sh', ['-c', command], { stdio: pipes });
  os.run({ untilExit: pid });
  return Buffer.from(pipes.stdout.read()).toString();
}

describe('programs of the guest', () => {
  test('sh and cat read the line of cat itself', () => {
    const fields = statFields(shell('cat /proc/self/stat'));
    expect(fields).toHaveLength(53);
    expect(fields[2]).toBe('(cat)');
    expect(fields[3]).toBe('R');
  });

  test('a reader finds the call in syscall with which it opened the file', () => {
    expect(shell('cat /proc/self/syscall')).toMatch(/^56 0xffffffffffffff9c 0x[0-9a-f]+ 0x[0-9a-f]+ .*0x[0-9a-f]+ 0x[0-9a-f]+\n$/);
  });

  test('ps shows the processes that /proc lists', () => {
    const rows = shell('ps -e -o pid,ppid,stat,comm')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/ +/));
    const listed = rows.filter(([, , , comm]) => comm !== 'ps' && comm !== 'sh').map(([pid]) => Number(pid));
    expect(listed).toEqual(os.pids());
    for (const [pid = '', ppid, , comm] of rows) {
      const process = os.kernel.tasks.processes.get(Number(pid));
      if (process === undefined) continue;
      expect([ppid, comm]).toEqual([String(process.parent?.pid ?? 0), process.leader.comm]);
    }
  });

  test('top shows the time, the state and the size of a process as its stat does', () => {
    const line =
      shell('top -b -n 1')
        .split('\n')
        .find((row) => row.trim().startsWith(`${spin} `)) ?? '';
    const fields = statFields(textOf(os.kernel, `/proc/${spin}/stat`));
    expect(line.trim().split(/ +/)).toContain('R');
    expect(line).toContain(String(Number(fields[23]) / 1024));
    expect(line).toContain('spin');
  });

  test('pmap shows the ranges of maps and their total', () => {
    const printed = shell(`pmap ${spin}`);
    const starts = textOf(os.kernel, `/proc/${spin}/maps`)
      .trim()
      .split('\n')
      .map((line) => line.split('-')[0]?.padStart(16, '0') ?? '?');
    for (const start of starts) expect(printed).toContain(start.replace(/^0+/, ''));
    expect(printed).toContain(`${Number(statFields(textOf(os.kernel, `/proc/${spin}/stat`))[23]) / 1024}K`);
  });

  test('a comm with spaces and brackets and a redirection to oom_score_adj do what they say', () => {
    expect(shell('echo 250 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj')).toBe('250\n');
    expect(shell("printf 'a) (b' > /proc/$$/comm; cat /proc/$$/comm; true")).toBe('a) (b\n');
    expect(shell('echo hi > /proc/self/fd/1; ls /proc/self/fd')).toBe('hi\n0\n1\n2\n3\n');
  });

  test('free and uptime agree with meminfo and uptime', () => {
    const total = /^MemTotal: *(\d+)/.exec(textOf(os.kernel, '/proc/meminfo'))?.[1] ?? '?';
    expect(shell('free')).toContain(total);
    expect(Number(shell('cat /proc/uptime').split(' ')[0])).toBeCloseTo(os.nowNs / 1e9, 1);
  });
});

/** Copies everything that can be read below `from`. */
function dump(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of os.fs.readdirSync(from) as string[]) {
    const [source, target] = [`${from}/${name}`, join(to, name)];
    const status = os.fs.lstatSync(source);
    if (status.isDirectory()) dump(source, target);
    else if (status.isSymbolicLink()) symlinkSync(os.fs.readlinkSync(source) as string, target);
    else if (name !== 'mem' && name !== 'pagemap') writeFileSync(target, os.fs.readFileSync(source));
  }
}

describe('@stroncium/procfs', () => {
  let folder: string;
  let procfs: Procfs;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'proc-dump-'));
    dump('/proc', folder);
    procfs = new Procfs(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const systemParsers = ['cpuinfo', 'loadavg', 'uptime', 'version', 'swaps', 'stat', 'devices', 'filesystems', 'meminfo'] as const;
  test.each(systemParsers)('parses /proc/%s', (name) => {
    expect(procfs[name]()).toBeTruthy();
  });

  const processParsers = [
    'processMountinfo',
    'processIo',
    'processEnviron',
    'processOomScore',
    'processCmdline',
    'processStatm',
    'processComm',
    'processCgroups',
    'processLimits',
    'processStat',
    'processStatus',
    'processExe',
    'processCwd',
    'processFds',
    'processThreads',
  ] as const;
  test.each(processParsers)('%s parses every process', (name) => {
    for (const pid of procfs.processes()) expect(procfs[name](pid)).toBeDefined();
  });

  test('reads the numbers that the kernel has', () => {
    const process = processOf(os, spin);
    const stat = procfs.processStat(spin);
    expect(procfs.processes()).toEqual(os.pids());
    expect(stat).toMatchObject({
      pid: spin,
      comm: 'spin',
      state: 'R',
      parent: 0,
      processGroup: process.group.pgid,
      threads: 1,
      schedulingPolicy: 0,
    });
    expect(stat.userTicks).toBe(Math.floor(process.leader.counters.utimeNs / 1e7));
    expect(procfs.processStatus(spin)).toMatchObject({
      name: 'spin',
      state: 'R',
      pid: spin,
      threadGroupId: spin,
      threads: 1,
      fdSlots: 64,
      umask: 18,
    });
    expect(procfs.processCmdline(spin)).toEqual(['/bin/spin', '90000']);
    expect(procfs.processFd(1, spin)).toEqual({ type: 'file', path: '/dev/null' });
    expect(procfs.processFdinfo(1, spin)).toMatchObject({ type: 'regular', position: 0 });
    expect(procfs.processLimits(spin)).toHaveLength(16);
    expect(procfs.stat().cpuTime).toHaveLength(2);
    expect(procfs.meminfo().total).toBe(os.kernel.memory.frames.totalCount * 4096);
    expect(procfs.processMountinfo(spin).map(({ mountPoint }) => mountPoint)).toContain('/proc');
  });
});

// What a trace tells of a run: everything that happened, in order, the same each time.
import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceLine } from '../../../src/observe/trace/lines.js';
import { NdjsonEncoder, readNdjson } from '../../../src/observe/trace/ndjson.js';
import { TraceStream } from '../../../src/observe/trace/trace-stream.js';
import { boot } from '../../../src/system/boot.js';
import { linesOf, script, tracedBytes, tracedLines } from './traced-system.js';

describe.each([1, 2, 8])('a trace on %i cores', (cores) => {
  let lines: TraceLine[];
  beforeAll(async () => {
    lines = await tracedLines({ cores });
  });

  test('begins with the machine and ends with its end', () => {
    expect(lines[0]).toMatchObject({ event: 'begin', cores, frequencyHz: 1e9 });
    expect(lines.at(-1)?.event).toBe('end');
  });

  test('is in the order of time for each core', () => {
    for (let core = 0; core < cores; core++) {
      const times = lines.filter((line) => line.core === core && line.event !== 'end').map(({ ns }) => ns);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  test('never has a task on two cores at once, and each switch leaves the task that was there', () => {
    const running = new Map<number, number>();
    const switches = linesOf(lines, 'switch').sort((a, b) => a.ns - b.ns || a.to - b.to);
    for (const { core, from, to } of switches) {
      expect(running.get(core) ?? 0).toBe(from);
      if (to !== 0) expect([...running.values()]).not.toContain(to);
      running.set(core, to);
    }
  });

  test('knows each task before it is woken, called or switched to', () => {
    const known = new Set<number>([0]);
    for (const line of lines) {
      if (line.event === 'task') known.add(line.tid);
      else if ('tid' in line) expect(known).toContain(line.tid);
      if (line.event === 'switch') expect(known).toContain(line.to);
    }
  });

  test('has the result of each call, unless its task ended in it or waits', () => {
    const open = new Map<number, string>();
    for (const line of lines) {
      if (line.event === 'call') {
        expect(open.has(line.tid)).toBe(false);
        open.set(line.tid, line.name);
      } else if (line.event === 'return') {
        expect(open.get(line.tid)).toBe(line.name);
        open.delete(line.tid);
      } else if (line.event === 'exit') open.delete(line.tid);
    }
    expect([...open.values()]).toEqual(['rt_sigsuspend']);
  });

  test('has receipts whose parts add up', () => {
    const receipts = linesOf(lines, 'receipt');
    expect(receipts.length).toBeGreaterThan(10);
    for (const { trapIn, pick, save, mmSwitch, restore, trapOut, total } of receipts)
      expect(trapIn + pick + save + mmSwitch + restore + trapOut).toBe(total);
  });

  test('counts misses that only grow, of each cache that there is', () => {
    const misses = linesOf(lines, 'misses');
    const last = new Map<string, number>();
    for (const { core, cache, count } of misses) {
      expect(count).toBeGreaterThan(last.get(`${core} ${cache}`) ?? 0);
      last.set(`${core} ${cache}`, count);
    }
    expect(new Set(misses.map(({ cache }) => cache))).toEqual(new Set(['l1i', 'l1d', 'l2', 'itlb', 'dtlb']));
  });

  test('counts no queue below 0', () => {
    for (const { length } of linesOf(lines, 'queue')) expect(length).toBeGreaterThanOrEqual(0);
  });
});

describe('a trace', () => {
  test('shows the fork, the exec, the pipe, the signals and the ends of a script', async () => {
    const lines = await tracedLines();
    expect(linesOf(lines, 'task').map(({ how }) => how)).toEqual(expect.arrayContaining(['present', 'spawn', 'fork']));
    expect(linesOf(lines, 'exec').map(({ comm }) => comm)).toEqual(expect.arrayContaining(['cat', 'forktree', 'pingpong', 'ring']));
    const calls = linesOf(lines, 'call');
    expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['pipe2', 'clone', 'execve', 'wait4', 'write', 'exit_group']));
    expect(calls.find(({ name }) => name === 'write')?.args).toEqual(['1', expect.stringMatching(/^0x[0-9a-f]+$/), '6']);
    expect(linesOf(lines, 'return').filter(({ errno }) => errno === 'ENOENT').length).toBeGreaterThan(0);
    const signals = linesOf(lines, 'signal').map(({ signo, action }) => `${signo} ${action}`);
    expect(signals).toEqual(expect.arrayContaining(['10 handler', '9 terminate']));
    expect(linesOf(lines, 'exit').map(({ status }) => status)).toContain(9);
    expect(linesOf(lines, 'fault').map(({ kind }) => kind)).toContain('minor');
  });

  test.each(['ndjson', 'pftrace'] as const)('in %s is the same to the byte each time and under both engines', async (format) => {
    const first = await tracedBytes(format, { engine: 'interpreter' });
    expect(Buffer.compare(await tracedBytes(format, { engine: 'interpreter' }), first)).toBe(0);
    expect(Buffer.compare(await tracedBytes(format, { engine: 'reference' }), first)).toBe(0);
    expect(Buffer.compare(await tracedBytes(format, { seed: 12 }), first)).not.toBe(0);
  });

  test('changes nothing in the history', async () => {
    const run = async (traced: boolean): Promise<unknown> => {
      const os = await boot({ seed: 3 });
      const sizes: number[] = [];
      if (traced) os.trace(new TraceStream(new NdjsonEncoder(), os, ({ length }) => void sizes.push(length)));
      os.run({ untilExit: os.spawn('/bin/sh', ['-c', script], { stdio: 'null' }).pid });
      expect(sizes.length > 0).toBe(traced);
      const { atimeMs, mtimeMs } = os.fs.statSync('/bin/forktree');
      const seen = ['/proc/vivarium/ledger', '/proc/meminfo'].map((path) => os.fs.readFileSync(path, 'utf8'));
      return [os.kernel.ledger.history, os.nowNs, atimeMs, mtimeMs, ...seen];
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test('says of each call, fault and switch where in the program it was', async () => {
    const lines = await tracedLines();
    const programs = ['init', 'sh', 'cat', 'forktree', 'pingpong', 'ring'].map((name) => `/bin/${name}`);
    for (const line of linesOf(lines, 'call')) {
      expect(line.pc).toMatch(/^0x[0-9a-f]+$/);
      expect(programs.concat('[vdso]')).toContain(line.file);
      if (line.file !== '[vdso]') expect(line.symbol).toMatch(/^[\w.]+\+0x[0-9a-f]+$/);
    }
    const calls = linesOf(lines, 'call').map(
      ({ name, file, symbol = '', caller = '' }) => `${name} ${file} ${symbol.split('+')[0]} ${caller}`,
    );
    const known = [
      'write /bin/cat sccp write',
      'read /bin/cat sccp read',
      'execve /bin/sh execve replace_by_program',
      'clone /bin/sh _Fork ',
    ];
    expect(calls).toEqual(expect.arrayContaining(known));
    const faults = linesOf(lines, 'fault');
    // An instruction may begin with its first half on the page before.
    const ahead = faults.filter(({ access }) => access === 'fetch').map(({ address, pc }) => Number(address) - Number(pc));
    expect(ahead.filter((bytes) => bytes !== 0 && bytes !== 2)).toEqual([]);
    expect(faults.map(({ symbol }) => symbol)).toContain('_start+0x0');
  });

  test('says of a switch in which call a task waits, or where it goes on, and nothing of tasks that have ended', async () => {
    const switches = linesOf(await tracedLines(), 'switch');
    for (const { from, reason, pc } of switches) expect(pc !== undefined).toBe(from !== 0 && reason !== 'exited');
    const waits = switches.filter(({ reason, fromComm }) => reason === 'blocked' && fromComm === 'sh');
    expect(waits.map(({ symbol, caller }) => `${symbol?.split('+')[0]} ${caller}`)).toContain('sccp waitpid');
    expect(switches.filter(({ reason, symbol }) => reason === 'preempted' && symbol !== undefined).length).toBeGreaterThan(0);
  });

  test('is passed on while the system runs, in batches of bounded size', async () => {
    const os = await boot();
    const sizes: number[] = [];
    os.trace({ take: (events) => void sizes.push(events.length), end: () => void sizes.push(-1) });
    os.run({ untilExit: os.spawn('/bin/ring', ['4', '16', '200'], { stdio: 'null' }).pid });
    expect(sizes.length).toBeGreaterThan(1);
    expect(os.kernel.trace.events).toEqual([]);
    os.close();
    os.close();
    expect(Math.max(...sizes)).toBeLessThan(4500);
    expect(sizes.filter((size) => size < 0)).toEqual([-1]);
  });

  test('that nobody wants is not kept', async () => {
    const os = await boot();
    os.run({ untilExit: os.spawn('/bin/true', [], { stdio: 'null' }).pid });
    expect(os.kernel.trace.events).toEqual([]);
  });

  test('ends the run with what its sink throws', async () => {
    const os = await boot();
    const take = (): never => {
      throw new Error('full');
    };
    os.trace({ take, end: () => undefined });
    const { pid } = os.spawn('/bin/ring', ['4', '16', '200'], { stdio: 'null' });
    expect(() => os.run({ untilExit: pid })).toThrow('full');
  });
});

describe('NDJSON that is cut short', () => {
  test('gives the whole lines that are left, wherever the cut is', async () => {
    const bytes = await tracedBytes('ndjson', {}, 'echo hello');
    const { lines, whole } = readNdjson(bytes);
    expect(whole).toBe(true);
    for (let length = 0; length < bytes.length; length += 97) {
      const cut = readNdjson(bytes.subarray(0, length));
      expect(cut.whole).toBe(false);
      expect(cut.lines).toEqual(lines.slice(0, cut.lines.length));
      expect(cut.lines.length).toBe(Buffer.from(bytes.subarray(0, length)).toString().split('\n').length - 1);
    }
  });

  test('ends at a line that is none', () => {
    const good = '{"ns":0,"core":0,"event":"end"}\n';
    for (const bad of ['{}', '[]', '7', '{"event":"switch","ns":0,"core":0}', '{"event":"toString","ns":0,"core":0}', 'x'])
      expect(readNdjson(Buffer.from(`${good}${bad}\n${good}`))).toEqual({ lines: [JSON.parse(good)], whole: false });
  });
});

// The tree of /proc: who is listed, where links lead, who may look, what may be written, and what happens to those who look too late.
import { beforeAll, describe, expect, test } from 'vitest';
import { openFlags } from '../../../src/abi/open-flags.js';
import { resolve } from '../../../src/kernel/fs/namei.js';
import { DirectoryFile } from '../../../src/kernel/fs/directory-file.js';
import type { Inode } from '../../../src/kernel/fs/inode.js';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import {
  callerAs,
  openProc,
  type ProcSample,
  processOf,
  readLink,
  readProc,
  sampleSystem,
  states,
  textOf,
  writeProc,
} from './proc-for-test.js';

let sample: ProcSample;

beforeAll(async () => {
  sample = await sampleSystem();
});

function inodeAt(os: Vivarium, path: string, caller = os.kernel.vfs.kernelCaller()): Inode {
  const at = resolve(os.kernel.vfs, caller, { path, follow: false });
  if (typeof at === 'string') throw new Error(`${path}: ${at}`);
  return at.dentry.inode;
}

function namesIn(os: Vivarium, path: string, caller = os.kernel.vfs.kernelCaller()): string[] {
  const listed = inodeAt(os, path, caller).list(caller);
  if (typeof listed === 'string') throw new Error(`${path}: ${listed}`);
  return listed.map(({ name }) => name);
}

/** Every inode number below a directory, with the path that bears it; links are not followed. */
function numbersBelow(os: Vivarium, path: string): [ino: number, path: string][] {
  const inode = inodeAt(os, path);
  const own: [number, string] = [inode.ino, path];
  if (!inode.isDirectory) return [own];
  return [own, ...namesIn(os, path).flatMap((name) => numbersBelow(os, `${path}/${name}`))];
}

describe('the tree', () => {
  test('gives each file an inode number of its own, and lists the number that stat tells', () => {
    const { os } = sample;
    const numbers = numbersBelow(os, '/proc');
    expect(new Set(numbers.map(([ino]) => ino)).size).toBe(numbers.length);
    const listed = inodeAt(os, '/proc/1').list(os.kernel.vfs.kernelCaller());
    if (typeof listed === 'string') throw new Error(listed);
    for (const { name, ino, mode } of listed) {
      expect(inodeAt(os, `/proc/1/${name}`)).toMatchObject({ ino });
      expect(inodeAt(os, `/proc/1/${name}`).mode & 0o170000).toBe(mode & 0o170000);
    }
  });

  test('lists processes in rising order; threads are found but not listed', () => {
    const { os, folders } = sample;
    const pids = namesIn(os, '/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    expect(pids).toEqual(os.pids());
    const tid = folders.thread.split('/').at(-1) ?? '';
    expect(pids).not.toContain(Number(tid));
    expect(textOf(os.kernel, `/proc/${tid}/status`)).toContain(`Pid:\t${tid}\n`);
  });

  test.each(states)('counts the directories of a %s subject in nlink, and is 0 bytes long', (state) => {
    const { os, folders } = sample;
    const status = inodeAt(os, folders[state]).status();
    const directories = namesIn(os, folders[state]).filter((name) => inodeAt(os, `${folders[state]}/${name}`).isDirectory);
    expect(status).toMatchObject({ nlink: 2 + directories.length, sizeBytes: 0 });
    expect(inodeAt(os, `${folders[state]}/stat`).status()).toMatchObject({ nlink: 1, sizeBytes: 0 });
  });

  test('counts processes in the nlink of its root', () => {
    const { os } = sample;
    const directories = namesIn(os, '/proc').filter((name) => inodeAt(os, `/proc/${name}`).isDirectory);
    expect(inodeAt(os, '/proc').status().nlink).toBe(2 + directories.length);
  });

  test.each(['0', '01', '-1', '1x', '4294967297', '99999', 'absent'])('has nothing called %s', (name) => {
    expect(readProc(sample.os.kernel, `/proc/${name}/stat`)).toEqual({ errno: 'ENOENT' });
  });
});

describe('self', () => {
  test('is the looking process, and its thread', () => {
    const { os } = sample;
    expect(readLink(os.kernel, '/proc/self', callerAs(os.kernel, 1))).toBe('1');
    expect(readLink(os.kernel, '/proc/thread-self', callerAs(os.kernel, 1))).toBe('1/task/1');
    expect(readLink(os.kernel, '/proc/mounts', callerAs(os.kernel, 1))).toBe('self/mounts');
  });

  test('is absent for host tools, who see the mounts of init', () => {
    const { os } = sample;
    expect(os.fs.existsSync('/proc/self')).toBe(false);
    expect(os.fs.readdirSync('/proc')).not.toContain('thread-self');
    expect(os.fs.readFileSync('/proc/mounts', 'utf8')).toBe(os.fs.readFileSync('/proc/1/mounts', 'utf8'));
  });
});

describe('links', () => {
  test('exe, cwd and root lead to places; of a zombie they lead nowhere', () => {
    const { os, folders } = sample;
    const targets = (folder: string): string[] => ['exe', 'cwd', 'root'].map((name) => readLink(os.kernel, `${folder}/${name}`));
    expect(targets(folders.sleeping)).toEqual(['/bin/sleep', '/root', '/']);
    expect(targets(folders.zombie)).toEqual(['ENOENT', 'ENOENT', 'ENOENT']);
    expect(namesIn(os, `${folders.sleeping}/root/bin`)).toContain('sh');
  });

  test('fd names open files, also those whose name is gone, and pipes', async () => {
    const os = await boot({ cores: 1 });
    const shell = os.spawn('/bin/sh', ['-c', 'echo text > /tmp/f; exec 7< /tmp/f; rm /tmp/f; sleep 1000 | cat'], { stdio: 'null' });
    os.run({ untilNs: 50e6 });
    expect(readLink(os.kernel, `/proc/${shell.pid}/fd/7`)).toBe('/tmp/f (deleted)');
    expect(textOf(os.kernel, `/proc/${shell.pid}/fd/7`)).toBe('text\n');
    const facts = inodeAt(os, `/proc/${shell.pid}/fd/7`);
    expect(facts.status()).toMatchObject({ sizeBytes: 64, mode: 0o120500 });
    const cat = [...processOf(os, shell.pid).children].at(-1)?.pid ?? 0;
    expect(readLink(os.kernel, `/proc/${cat}/fd/0`)).toMatch(/^pipe:\[\d+\]$/);
    expect(inodeAt(os, `/proc/${cat}/fd`).status().sizeBytes).toBe(namesIn(os, `/proc/${cat}/fd`).length);
  });

  test('fdinfo tells position, flags and mount of an open file', () => {
    const { os, folders } = sample;
    expect(textOf(os.kernel, `${folders.sleeping}/fdinfo/0`)).toMatch(/^pos:\t0\nflags:\t0[0-7]+\nmnt_id:\t\d+\nino:\t\d+\n$/);
  });
});

describe('permissions', () => {
  const secret = ['environ', 'auxv', 'maps', 'smaps', 'smaps_rollup', 'io', 'syscall', 'stack', 'mem', 'pagemap', 'pcb', 'fd', 'fdinfo'];

  test.each(secret)("of another user's %s: refused", (name) => {
    const { os, folders } = sample;
    const stranger = callerAs(os.kernel, 0, 1000);
    expect(readProc(os.kernel, `${folders.sleeping}/${name}${name.startsWith('fd') ? '/0' : ''}`, stranger)).toEqual({ errno: 'EACCES' });
  });

  test.each(['exe', 'cwd', 'root'])("of another user's %s: refused", (name) => {
    expect(readLink(sample.os.kernel, `${sample.folders.sleeping}/${name}`, callerAs(sample.os.kernel, 0, 1000))).toBe('EACCES');
  });

  test.each(['stat', 'status', 'statm', 'cmdline', 'comm', 'limits', 'sched', 'schedstat', 'mounts'])(
    'of %s: everyone reads it',
    (name) => {
      expect(readProc(sample.os.kernel, `${sample.folders.sleeping}/${name}`, callerAs(sample.os.kernel, 0, 1000))).toBeTypeOf('string');
    },
  );

  test('stat tells a stranger no addresses, and wchan no reason to wait', () => {
    const { os, folders } = sample;
    const stranger = callerAs(os.kernel, 0, 1000);
    const fields = textOf(os.kernel, `${folders.sleeping}/stat`, stranger).trim().split(' ');
    expect(fields.slice(25, 30)).toEqual(['1', '1', '0', '0', '0']);
    expect(fields.slice(44)).toEqual(['0', '0', '0', '0', '0', '0', '0', '0']);
    expect(textOf(os.kernel, `${folders.sleeping}/wchan`, stranger)).toBe('0');
    expect(textOf(os.kernel, `${folders.sleeping}/wchan`)).toBe('hrtimer_nanosleep');
  });

  test('a user looks into their own process, but not into one that hides', async () => {
    const os = await boot({ cores: 1 });
    const { pid } = os.spawn('/bin/sleep', ['1000'], { stdio: 'null' });
    os.run({ untilNs: 10e6 });
    const process = processOf(os, pid);
    const owner = callerAs(os.kernel, 0, 1000);
    process.credentials = { ...owner.credentials };
    expect(readProc(os.kernel, `/proc/${pid}/maps`, owner)).toBeTypeOf('string');
    expect(inodeAt(os, `/proc/${pid}/maps`)).toMatchObject({ uid: 1000, gid: 1000 });
    process.dumpable = false;
    expect(readProc(os.kernel, `/proc/${pid}/maps`, owner)).toEqual({ errno: 'EACCES' });
    expect(inodeAt(os, `/proc/${pid}/environ`)).toMatchObject({ uid: 0, gid: 0 });
    expect(inodeAt(os, `/proc/${pid}`)).toMatchObject({ uid: 1000, gid: 1000 });
  });
});

describe('writes', () => {
  test('comm is renamed by its own process only, cut to 15 bytes, brackets and all', () => {
    const { os, folders } = sample;
    const pid = Number(folders.sleeping.slice('/proc/'.length));
    expect(writeProc(os.kernel, `${folders.sleeping}/comm`, 'thief')).toBe('EINVAL');
    expect(writeProc(os.kernel, `${folders.sleeping}/comm`, ') R 1 (\\ spaces!!!!', callerAs(os.kernel, pid))).toBe(19);
    expect(textOf(os.kernel, `${folders.sleeping}/comm`)).toBe(') R 1 (\\ spaces\n');
    expect(textOf(os.kernel, `${folders.sleeping}/stat`)).toMatch(/^\d+ \(\) R 1 \(\\ spaces\) S /);
    expect(textOf(os.kernel, `${folders.sleeping}/status`)).toMatch(/^Name:\t\) R 1 \(\\\\ spaces\n/);
  });

  test.each([
    ['500\n', 4],
    ['-1000', 5],
    ['1001', 'EINVAL'],
    ['much', 'EINVAL'],
    ['', 'EINVAL'],
  ])('oom_score_adj takes %j: %s', (text, answer) => {
    const { os, folders } = sample;
    expect(writeProc(os.kernel, `${folders.stopped}/oom_score_adj`, text)).toBe(answer);
  });

  test('oom_score follows the adjustment, and is 0 for what is never killed', () => {
    const { os, folders } = sample;
    const score = (adjustment: string): number => {
      writeProc(os.kernel, `${folders.stopped}/oom_score_adj`, adjustment);
      return Number(textOf(os.kernel, `${folders.stopped}/oom_score`));
    };
    expect(score('-1000')).toBe(0);
    expect(score('1000')).toBeGreaterThan(1300);
    expect(score('0')).toBe(666);
    expect(textOf(os.kernel, '/proc/1/oom_score')).toBe('0\n');
  });

  test('only the privileged make a process safer, and only its owner writes at all', () => {
    const { os, folders } = sample;
    const pid = Number(folders.running.slice('/proc/'.length));
    const process = processOf(os, pid);
    const before = process.credentials;
    const owner = callerAs(os.kernel, 0, 1000);
    expect(writeProc(os.kernel, `${folders.running}/oom_score_adj`, '300', owner)).toBe('EACCES');
    process.credentials = { ...owner.credentials };
    expect(writeProc(os.kernel, `${folders.running}/oom_score_adj`, '300', owner)).toBe(3);
    expect(writeProc(os.kernel, `${folders.running}/oom_score_adj`, '-1', owner)).toBe('EACCES');
    process.credentials = before;
  });

  test('settings are written whole; the rest is read-only', () => {
    const { os } = sample;
    expect(writeProc(os.kernel, '/proc/sys/kernel/hostname', 'other\nrest')).toBe(10);
    expect(textOf(os.kernel, '/proc/sys/kernel/hostname')).toBe('other\n');
    expect(writeProc(os.kernel, '/proc/sys/vm/overcommit_memory', '3')).toBe('EINVAL');
    expect(writeProc(os.kernel, '/proc/sys/vm/overcommit_memory', '1\n')).toBe(2);
    expect(textOf(os.kernel, '/proc/sys/vm/overcommit_memory')).toBe('1\n');
    expect(writeProc(os.kernel, '/proc/sys/kernel/hostname', 'x', callerAs(os.kernel, 0, 1000))).toBe('EACCES');
    expect(writeProc(os.kernel, '/proc/stat', 'x')).toBe('EIO');
    expect(() => os.fs.writeFileSync('/proc/1/comm', 'host')).toThrow();
  });
});

describe('snapshots', () => {
  test('a file says what was true when it was opened; a seek to its start makes it look again', () => {
    const { os, folders } = sample;
    const file = openProc(os.kernel, `${folders.running}/stat`);
    if ('errno' in file) throw new Error(file.errno);
    const read = (count: number): string => {
      const bytes = new Uint8Array(count);
      const got = file.read(bytes);
      return Buffer.from(bytes.subarray(0, Number(got))).toString();
    };
    const before = textOf(os.kernel, `${folders.running}/stat`);
    os.run({ untilNs: os.nowNs + 100e6 });
    expect(read(7) + read(100_000)).toBe(before);
    expect(file.seek(0, 0)).toBe(0);
    expect(read(100_000)).toBe(textOf(os.kernel, `${folders.running}/stat`));
    expect(file.read(new Uint8Array(4), 3)).toBe(4);
    expect(file.read(new Uint8Array(4), 100_000)).toBe(0);
  });

  test('an open file of a process that is gone gives ESRCH, a name of it ENOENT, its open directory ENOENT', async () => {
    const os = await boot({ cores: 1 });
    const { pid } = os.spawn('/bin/sleep', ['1'], { stdio: 'null' });
    os.run({ untilNs: 1e6 });
    const open = {
      stat: openProc(os.kernel, `/proc/${pid}/stat`),
      folder: openProc(os.kernel, `/proc/${pid}`, undefined, openFlags.O_DIRECTORY),
    };
    os.run({ untilExit: pid });
    if ('errno' in open.stat || !(open.folder instanceof DirectoryFile)) throw new Error('not open');
    expect(open.stat.read(new Uint8Array(9))).toBe(9);
    open.stat.seek(0, 0);
    expect(open.stat.read(new Uint8Array(9))).toBe('ESRCH');
    expect(open.folder.readEntries(4096, os.kernel.vfs.kernelCaller())).toBe('ENOENT');
    expect(readProc(os.kernel, `/proc/${pid}/stat`)).toEqual({ errno: 'ENOENT' });
  });
});

describe('memory', () => {
  test('mem reads and writes what is mapped, up to a hole; pagemap knows the frame', () => {
    const { os, folders } = sample;
    const { argStart } = processOf(os, Number(folders.sleeping.slice(6))).space?.layout ?? { argStart: 0 };
    const mem = openProc(os.kernel, `${folders.sleeping}/mem`, undefined, openFlags.O_RDWR);
    const map = openProc(os.kernel, `${folders.sleeping}/pagemap`);
    if ('errno' in mem || 'errno' in map) throw new Error('not open');
    const bytes = new Uint8Array(10);
    expect(mem.read(bytes, argStart)).toBe(10);
    expect(Buffer.from(bytes).toString()).toBe('/bin/sleep');
    expect(mem.write(Buffer.from('X'), argStart + 1)).toBe(1);
    expect(textOf(os.kernel, `${folders.sleeping}/cmdline`)).toBe('/Xin/sleep\x001000\0');
    expect(mem.write(Buffer.from('b'), argStart + 1)).toBe(1);
    const end = Number.parseInt(/-([0-9a-f]+) .*\[stack\]/.exec(textOf(os.kernel, `${folders.sleeping}/maps`))?.[1] ?? '', 16);
    expect(mem.read(new Uint8Array(100), end - 16)).toBe(16);
    expect(mem.read(new Uint8Array(100), 16)).toBe('EIO');
    const entry = new Uint8Array(8);
    expect(map.read(entry, Math.floor(argStart / 4096) * 8)).toBe(8);
    const value = new DataView(entry.buffer).getBigUint64(0, true);
    expect(value >> 56n).toBe(0x81n);
    const frame = Number(value & ((1n << 55n) - 1n));
    expect(Buffer.from(os.kernel.memory.memory.view(frame * 4096 + (argStart % 4096), 10)).toString()).toBe('/bin/sleep');
    expect(map.read(new Uint8Array(7), 0)).toBe('EINVAL');
  });
});

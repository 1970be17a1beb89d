// Every row of the table of system files against what Linux gives, and sums over cores.
import { beforeAll, describe, expect, test } from 'vitest';
import { systemFiles } from '../../../src/kernel/procfs/system-files.js';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import { readProc, statFields, textOf } from './proc-for-test.js';
import { golden, isInOrder, labelOf, linesOf, shapeOf } from './proc-shape.js';

let os: Vivarium;

/** Two cores: one busy with two users' work of different niceness, one that sleeps now and then. */
beforeAll(async () => {
  os = await boot({ cores: 2, seed: 1 });
  os.spawn('/bin/sh', ['-c', 'nice -n 5 spin 30 & spin 40; sleep 1; wait'], { stdio: 'null' });
  os.spawn('/bin/ring', ['3', '4', '50'], { stdio: 'null' });
  os.run({ untilNs: 400e6 });
});

const linux = golden('system');

function goldenText(name: string): string {
  const text = linux[name];
  if (typeof text !== 'string') throw new Error(`Linux does not show ${name}`);
  return text;
}

function compareLabels(name: string, ours: string): void {
  const [own, theirs] = [linesOf(ours), linesOf(goldenText(name))].map((lines) => new Map(lines.map((line) => [labelOf(line), line])));
  if (own === undefined || theirs === undefined) throw new Error(name);
  expect(isInOrder([...own.keys()], [...theirs.keys()]), [...own.keys()].join()).toBe(true);
  for (const [label, line] of own) expect(shapeOf(line)).toBe(shapeOf(theirs.get(label) ?? ''));
}

/** Each line has the shape of some line of Linux. */
function compareLines(name: string, ours: string): void {
  const shapes = new Set(linesOf(goldenText(name)).map(shapeOf));
  for (const line of linesOf(ours)) expect(shapes).toContain(shapeOf(line));
}

const compared: Readonly<Record<string, (name: string, ours: string) => void>> = {
  stat: compareLabels,
  meminfo: compareLabels,
  vmstat: compareLabels,
  loadavg: compareLines,
  uptime: compareLines,
  swaps: compareLines,
  'tty/drivers': compareLines,
};

const number = '\\d+';
/** Files whose values are this machine's own, described by the manual. */
const descriptions: Readonly<Record<string, RegExp>> = {
  cpuinfo:
    /^(processor\t: \d+\nhart\t\t: \d+\nisa\t\t: rv64[a-z_]+\nmmu\t\t: sv39\nuarch\t\t: \S+\ncore id\t\t: \d+\ncpu MHz\t\t: \d+\.\d{3}\n\n)+$/,
  devices: /^Character devices:\n( {0,2}\d+ \S+\n)+\nBlock devices:\n$/,
  diskstats: /^$/,
  partitions: /^$/,
  filesystems: /^(nodev\t\w+\n)+$/,
  interrupts: /^ {11}(CPU\d {7})+\n {2}5: ( *\d+ )+ RISC-V INTC {3}5 Edge {6}riscv-timer\nIPI0:( *\d+ )+ Rescheduling interrupts\n$/,
  schedstat: /^version 15\ntimestamp \d+\n(cpu\d( \d+){9}\n)+$/,
  version: /^Linux version \d+\.\d+\.\d+\S* \(.+\) #\d+ .*\n$/,
  'sys/fs/file-nr': /^\d+\t0\t\d+\n$/,
  'sys/kernel/random/boot_id': /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/,
};

function descriptionOf(path: string): RegExp {
  if (path.startsWith('vivarium/')) return /^([\w.:-]+: .+\n)+$/;
  const own = descriptions[path];
  if (own !== undefined) return own;
  return /name|type|release|version/.test(path) ? /^.+\n$/ : new RegExp(`^${number}\\n$`);
}

const files = systemFiles.filter((row) => 'read' in row).map(({ path }) => path);

describe('of the whole system', () => {
  test.each(files)('/proc/%s opens, reads and has the shape that Linux gives it', (path) => {
    const text = textOf(os.kernel, `/proc/${path}`);
    const compare = compared[path];
    if (compare === undefined) expect(text).toMatch(descriptionOf(path));
    else compare(path, text);
  });

  test.each(files)('/proc/%s says the same when it is read byte by byte', (path) => {
    expect(readProc(os.kernel, `/proc/${path}`, undefined, 1)).toBe(textOf(os.kernel, `/proc/${path}`));
  });
});

/** Columns of a cpu line: user nice system idle ... */
function cpuColumns(name: string): number[] {
  const line = linesOf(textOf(os.kernel, '/proc/stat')).find((candidate) => candidate.startsWith(`${name} `));
  return line?.trim().split(/ +/).slice(1).map(Number) ?? [];
}

/** The ledger of a system that was looked at every millisecond. */
async function historyOf(look: (system: Vivarium) => void): Promise<string> {
  const system = await boot({ cores: 2, seed: 7 });
  system.spawn('/bin/sh', ['-c', 'spin 3 & spin 5; ps > /tmp/ps; cat /proc/loadavg /proc/stat'], { stdio: 'null' });
  for (let atNs = 1e6; atNs <= 60e6; atNs += 1e6) {
    system.run({ untilNs: atNs });
    look(system);
  }
  return textOf(system.kernel, '/proc/vivarium/ledger');
}

function lookAtAll(system: Vivarium): void {
  for (const path of files) textOf(system.kernel, `/proc/${path}`);
  for (const pid of system.pids()) {
    for (const name of ['stat', 'status', 'smaps', 'pcb', 'costs', 'switches', 'cmdline']) readProc(system.kernel, `/proc/${pid}/${name}`);
  }
}

describe('sums', () => {
  test('the cpu line sums the lines of the cores, within a tick each', () => {
    const cores = [cpuColumns('cpu0'), cpuColumns('cpu1')];
    cpuColumns('cpu').forEach((total, column) => {
      const sum = cores.reduce((all, columns) => all + (columns[column] ?? 0), 0);
      expect(total - sum).toBeGreaterThanOrEqual(0);
      expect(total - sum).toBeLessThanOrEqual(1);
    });
  });

  test('a core has spent as much time as passed since boot, busy or idle', () => {
    for (const name of ['cpu0', 'cpu1']) {
      const sum = cpuColumns(name).reduce((all, ticks) => all + ticks, 0);
      expect(Math.abs(sum - 40)).toBeLessThanOrEqual(3);
    }
  });

  test('nice time is that of tasks with positive nice', () => {
    expect(cpuColumns('cpu')[1]).toBeGreaterThanOrEqual(2);
  });

  test('times of all tasks, living and gone, are the cpu columns', () => {
    const { processes } = os.kernel.tasks;
    let [user, system] = [0, 0];
    for (const process of processes.values()) {
      const fields = statFields(textOf(os.kernel, `/proc/${process.pid}/stat`));
      user += Number(fields[14]) + Number(fields[16]);
      system += Number(fields[15]) + Number(fields[17]);
    }
    // Of processes that nobody waits for, the times leave with them; each number lost less than a tick.
    const [userTicks = 0, niceTicks = 0, systemTicks = 0] = cpuColumns('cpu');
    expect(user).toBeLessThanOrEqual(userTicks + niceTicks);
    expect(userTicks + niceTicks - user).toBeLessThanOrEqual(2 * processes.size + 2);
    expect(system).toBeLessThanOrEqual(systemTicks + 1);
  });

  test("the categories of /proc/vivarium/ledger sum to each core's clock, to the cycle", () => {
    const rows = linesOf(textOf(os.kernel, '/proc/vivarium/ledger')).map((line) => /^core(\d)\.(.+): (\d+) cycles$/.exec(line));
    for (const hart of os.kernel.machine.harts) {
      const own = rows.filter((row) => row?.[1] === String(hart.id));
      const clock = Number(own.find((row) => row?.[2] === 'clock')?.[3]);
      const sum = own.reduce((all, row) => all + (row?.[2] === 'clock' ? 0 : Number(row?.[3])), 0);
      expect(sum).toBe(clock);
      expect(clock).toBe(hart.cycles);
    }
  });

  test('memory that is free, and memory that is counted, is not more than there is', () => {
    const kib = (label: string): number => Number(new RegExp(`^${label}: *(\\d+) kB$`, 'm').exec(textOf(os.kernel, '/proc/meminfo'))?.[1]);
    const counted = kib('MemFree') + kib('Cached') + kib('AnonPages') + kib('PageTables') + kib('Slab');
    expect(counted).toBeLessThanOrEqual(kib('MemTotal'));
    expect(kib('MemTotal') - counted).toBeLessThan(64);
  });

  test('a look changes nothing: two systems, one of them watched, have equal histories', async () => {
    const [watched, unwatched] = await Promise.all([historyOf(lookAtAll), historyOf(() => undefined)]);
    expect(watched).toBe(unwatched);
  });
});

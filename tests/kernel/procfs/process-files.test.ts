// Every row of the table of process files, for a process in each state, against what Linux gives.
import { beforeAll, describe, expect, test } from 'vitest';
import { processFiles } from '../../../src/kernel/procfs/process-files.js';
import { processOf, type ProcSample, readProc, type State, sampleSystem, states, statFields, textOf } from './proc-for-test.js';
import { golden, isInOrder, labelOf, linesOf, mapsLine, shapeOf } from './proc-shape.js';

let sample: ProcSample;

beforeAll(async () => {
  sample = await sampleSystem();
});

/** Rows of ours that a Linux without scheduler statistics does not show, or that no Linux has. */
const ownLabels = new Set([
  'wait_sum',
  'wait_count',
  'nr_wakeups',
  'se.deadline',
  'wakeup_latency_sum',
  'wakeup_latency_max',
  'wakeup_latency_p50',
  'wakeup_latency_p99',
  'response_time',
  'turnaround_time',
]);

/** The first line of each label. */
function byLabel(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) if (!found.has(labelOf(line))) found.set(labelOf(line), line);
  return found;
}

function compareLabels(ours: string, linux: string): void {
  const [own, theirs] = [byLabel(linesOf(ours)), byLabel(linesOf(linux))];
  const common = [...own.keys()].filter((label) => !ownLabels.has(label));
  expect(isInOrder(common, [...theirs.keys()]), common.join()).toBe(true);
  for (const label of common) expect(shapeOf(own.get(label) ?? '')).toBe(shapeOf(theirs.get(label) ?? ''));
}

function compareTitled(ours: string, linux: string): void {
  const [own, theirs] = [linesOf(ours), linesOf(linux)];
  expect(own.slice(0, 2).map(shapeOf)).toEqual(theirs.slice(0, 2).map(shapeOf));
  compareLabels(own.slice(2).join('\n'), theirs.slice(2).join('\n'));
}

/** The blocks of smaps: a line of maps, then labels. */
function compareSmaps(ours: string, linux: string): void {
  const blocks = ours.split(/^(?=[0-9a-f]{8,}-)/m).filter(Boolean);
  const [first = ''] = linux.split(/^(?=[0-9a-f]{8,}-)/m).filter(Boolean);
  for (const block of blocks) {
    const [head = '', ...rest] = linesOf(block);
    expect(`${head}\n`).toMatch(mapsLine);
    compareLabels(rest.join('\n'), linesOf(first).slice(1).join('\n'));
  }
}

function compareMaps(ours: string, linux: string): void {
  const nameColumn = (text: string): number | undefined =>
    linesOf(text)
      .find((line) => line.includes('/'))
      ?.indexOf('/');
  for (const line of linesOf(ours)) expect(`${line}\n`).toMatch(mapsLine);
  expect(nameColumn(ours)).toBe(nameColumn(linux));
}

function compareStat(ours: string, linux: string): void {
  const kinds = (text: string): string[] => statFields(text).map((field) => field.replace(/\(.*\)/, 'COMM').replace(/^-?\d+$/, 'N'));
  expect(kinds(ours)).toEqual(kinds(linux));
  expect(kinds(ours)).toHaveLength(1 + 52);
}

function compareShapes(ours: string, linux: string): void {
  expect(linesOf(ours).map(shapeOf)).toEqual(linesOf(linux).map(shapeOf));
}

/** A channel's name, or 0. */
function compareWords(ours: string, linux: string): void {
  expect(ours === '0').toBe(linux === '0');
  expect(ours).toMatch(/^\w+$/);
}

function compareComm(ours: string): void {
  expect(ours).toMatch(/^[^\n]{1,15}\n$/);
}

const comparisons: Readonly<Record<string, (ours: string, linux: string) => void>> = {
  comm: compareComm,
  io: compareShapes,
  limits: compareShapes,
  maps: compareMaps,
  oom_score: compareShapes,
  oom_score_adj: compareShapes,
  sched: compareTitled,
  schedstat: compareShapes,
  smaps: compareSmaps,
  smaps_rollup: compareSmaps,
  stat: compareStat,
  statm: compareShapes,
  status: compareLabels,
  syscall: compareShapes,
  wchan: compareWords,
};

/** Files without a capture: a description, by the manual. `-`: empty for a zombie. */
const descriptions: Readonly<Record<string, RegExp>> = {
  environ: /^([^=\0]+=[^\0]*\0)*$/,
  cmdline: /^([^\0]*\0)+$/,
  auxv: /^(?:[\s\S]{0,8}){2,}$/,
  children: /^(\d+ )*$/,
  mounts: /^(\S+ \/\S* \w+ r[ow](,[\w=-]+)* 0 0\n)+$/,
  mountinfo: /^(\d+ \d+ \d+:\d+ \/\S* \/\S* r[ow](,\w+)* - \w+ \S+ r[ow](,[\w=-]+)*\n)+$/,
  stack: /^(\[<0>\] \w+\n)?$/,
  cgroup: /^0::\/\n$/,
  costs:
    /^user: \d+ cycles\n(user:\w+: \d+ cycles\n)*instructions: \d+\n(misses\.\w+: \d+\n){6}reloads: \d+ cycles\nreloads_caused: \d+ cycles\nsystem: \d+ cycles\n([\w:-]+(: \d+ cycles|\.count: \d+)\n)*$/,
  switches:
    /^voluntary: \d+\ninvoluntary: \d+\nreceipts: \d+\n(switch\.\d+: core \d+ at \d+ ns, .+ -> .+, trap_in \d+ pick \d+ save \d+ mm_switch \d+ restore \d+ trap_out \d+ = \d+ cycles(, reload \d+ cycles for \d+ lines)?\n)*$/,
  pcb: /^(\S[^:\n]*: *\S.*\n)+$/,
};

/** What Linux refuses of a zombie, or shows empty. */
const shownOfZombies: Readonly<Record<string, string | { readonly errno: string }>> = {
  ...Object.fromEntries(['environ', 'cmdline', 'auxv', 'stack', 'maps', 'smaps'].map((name) => [name, ''])),
  mounts: { errno: 'EINVAL' },
  mountinfo: { errno: 'EINVAL' },
  smaps_rollup: { errno: 'ESRCH' },
};

function expectShape(state: State, name: string, text: string | { errno: string }): void {
  if (typeof text !== 'string') throw new Error(`${name}: ${text.errno}`);
  const compare = comparisons[name];
  const linux = golden(state)[name];
  if (compare === undefined) expect(text).toMatch(descriptions[name] ?? /no description/);
  else if (typeof linux === 'string') compare(text, linux);
  else throw new Error(`Linux does not show ${name}`);
}

describe.each(states)('of a %s subject', (state) => {
  const shown = processFiles.filter(({ only }) => only === undefined || (only === 'thread') === (state === 'thread'));

  test.each(shown.map(({ name }) => name))('%s opens, reads and has the shape that Linux gives it', (name) => {
    const text = readProc(sample.os.kernel, `${sample.folders[state]}/${name}`);
    if (state === 'zombie' && name in shownOfZombies) expect(text).toEqual(shownOfZombies[name]);
    else expectShape(state, name, text);
  });

  test('status shows the state in words', () => {
    const words = { running: 'R (running)', sleeping: 'S (sleeping)', stopped: 'T (stopped)', zombie: 'Z (zombie)', thread: 'R (running)' };
    expect(textOf(sample.os.kernel, `${sample.folders[state]}/status`)).toContain(`State:\t${words[state]}\n`);
  });
});

/** The labels of status that every tool finds, whatever else may be shown. */
const statusLabels =
  'Name Umask State Tgid Ngid Pid PPid TracerPid Uid Gid FDSize Groups VmPeak VmSize VmLck VmPin VmHWM VmRSS RssAnon RssFile RssShmem VmData VmStk ' +
  'VmExe VmLib VmPTE VmSwap Threads SigQ SigPnd ShdPnd SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Cpus_allowed ' +
  'Cpus_allowed_list voluntary_ctxt_switches nonvoluntary_ctxt_switches';

describe('one source for each number', () => {
  test('status has every label that tools look for', () => {
    const labels = linesOf(textOf(sample.os.kernel, `${sample.folders.sleeping}/status`)).map(labelOf);
    expect(isInOrder(statusLabels.split(' '), labels)).toBe(true);
  });

  test.each(['running', 'sleeping', 'stopped'] as const)('stat, statm, status and smaps_rollup of a %s process agree', (state) => {
    const read = (name: string): string => textOf(sample.os.kernel, `${sample.folders[state]}/${name}`);
    const fields = statFields(read('stat'));
    const [size, resident, , text, , data] = read('statm').trim().split(' ').map(Number);
    const kib = (label: string, file = 'status'): number => Number(new RegExp(`^${label}: *\\t* *(\\d+) kB$`, 'm').exec(read(file))?.[1]);
    expect(Number(fields[23])).toBe((size ?? 0) * 4096);
    expect(Number(fields[24])).toBe(resident);
    expect(kib('VmSize')).toBe((size ?? 0) * 4);
    expect(kib('VmRSS')).toBe((resident ?? 0) * 4);
    expect(kib('RssAnon') + kib('RssFile') + kib('RssShmem')).toBe(kib('VmRSS'));
    expect(kib('Rss', 'smaps_rollup')).toBe(kib('VmRSS'));
    expect(kib('VmExe')).toBe((text ?? 0) * 4);
    expect(kib('VmData') + kib('VmStk')).toBe((data ?? 0) * 4);
  });

  test("stat's times are the task's counters, and schedstat's", () => {
    const { os, folders } = sample;
    const pid = Number(folders.sleeping.slice('/proc/'.length));
    const { counters } = processOf(os, pid).leader;
    const [runNs, delayNs, dispatches] = textOf(os.kernel, `${folders.sleeping}/schedstat`).split(' ').map(Number);
    expect([runNs, delayNs, dispatches]).toEqual([
      Math.floor(counters.utimeNs + counters.stimeNs),
      counters.runDelayNs,
      counters.dispatches,
    ]);
    const fields = statFields(textOf(os.kernel, `${folders.running}/stat`));
    const spin = processOf(os, Number(fields[1])).leader.counters;
    expect(Number(fields[14])).toBe(Math.floor(spin.utimeNs / 1e7));
    expect(Number(fields[14])).toBeGreaterThan(0);
  });
});

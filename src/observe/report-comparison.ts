// Two reports side by side: which numbers, and how the second stands to the first. Knows no file.
import type { Report, ReportedSwitches } from './report-schema.js';
import { categoryTotals, partyName, printable, userCycles } from './report-text.js';
import { table } from './table.js';

/** One number of both. `undefined`: that report does not have it. */
export interface ComparedNumber {
  readonly name: string;
  readonly unit: string;
  readonly first: number | undefined;
  readonly second: number | undefined;
  /** Second by first; undefined when there is none. */
  readonly ratio: number | undefined;
}

export interface ComparedGroup {
  readonly title: string;
  readonly rows: readonly ComparedNumber[];
}

export interface Comparison {
  /** What was booted: as text, since these have no ratio. */
  readonly setting: readonly { readonly name: string; readonly first: string; readonly second: string }[];
  readonly groups: readonly ComparedGroup[];
}

type Numbers = ReadonlyMap<string, number>;

/** A group: how its numbers are read out of one report. */
interface GroupRow {
  readonly title: string;
  readonly unit: string;
  readonly read: (report: Report) => Numbers;
}

const groupRows: readonly GroupRow[] = [
  { title: 'Time', unit: 'ns', read: ({ nowNs }) => new Map([['simulated time', nowNs]]) },
  { title: 'Cycles of all cores', unit: 'cycles', read: coreCycles },
  { title: 'Cycles by category', unit: 'cycles', read: categoryTotals },
  { title: 'Cycles of programs', unit: 'cycles', read: programCycles },
  { title: 'Counts', unit: '', read: counts },
  { title: 'Context switches, direct', unit: 'cycles', read: (report) => spreads(report, 'direct') },
  { title: 'Context switches, reloads', unit: 'cycles', read: (report) => spreads(report, 'reload') },
  { title: 'Context switches by reason', unit: '', read: ({ switches }) => countsOf(Object.entries(switches.byReason)) },
  { title: 'Context switches by pair', unit: '', read: pairCounts },
  { title: 'Translation by the host', unit: '', read: translated },
  { title: 'System calls', unit: '', read: ({ syscalls }) => countsOf(Object.entries(syscalls)) },
];

function coreCycles({ cores }: Report): Numbers {
  const sum = (part: (core: Report['cores'][number]) => number): number => cores.reduce((total, core) => total + part(core), 0);
  const user = sum(({ ledger }) => userCycles(ledger));
  const idle = sum(({ ledger }) => ledger['idle'] ?? 0);
  const clock = sum(({ cycles }) => cycles);
  return new Map([
    ['clock', clock],
    ['user', user],
    ['kernel', clock - user - idle],
    ['idle', idle],
  ]);
}

function programCycles({ tasks }: Report): Numbers {
  const sums = new Map<string, number>();
  for (const { comm, utimeCycles, stimeCycles } of tasks) {
    const name = printable(comm);
    sums.set(name, (sums.get(name) ?? 0) + utimeCycles + stimeCycles);
  }
  return sums;
}

const countNames = [
  'instructions',
  'voluntarySwitches',
  'involuntarySwitches',
  'migrations',
  'minorFaults',
  'majorFaults',
  'runDelayNs',
] as const;

function counts({ tasks, earlierTasks, switches }: Report): Numbers {
  const all = earlierTasks === undefined ? tasks : [...tasks, earlierTasks];
  const sums = countNames.map((name) => [name, all.reduce((sum, task) => sum + task[name], 0)] as const);
  return new Map([['tasks', tasks.length + (earlierTasks?.count ?? 0)], ['contextSwitches', switches.count], ...sums]);
}

function translated({ engine: { name: _, ...numbers } }: Report): Numbers {
  return new Map(Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function spreads({ switches }: Report, kind: 'direct' | 'reload'): Numbers {
  const spread: ReportedSwitches['direct'] = switches[kind];
  if (spread === undefined) return new Map();
  const { count, sum, min, p50, p99, max } = spread;
  return new Map(Object.entries({ sum, mean: Math.round(sum / count), min, p50, p99, max }));
}

function countsOf(entries: readonly (readonly [name: string, value: { readonly count: number }])[]): Numbers {
  return new Map(entries.map(([name, { count }]) => [name, count]));
}

function pairCounts({ switches }: Report): Numbers {
  return countsOf(switches.pairs.map((pair) => [`${partyName(pair.from)} -> ${partyName(pair.to)}`, pair]));
}

/** Where both are 0 nothing changed: 1. */
function ratioOf(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return undefined;
  if (first === 0) return second === 0 ? 1 : undefined;
  return second / first;
}

function compareGroup({ title, unit, read }: GroupRow, a: Report, b: Report): ComparedGroup {
  const [left, right] = [read(a), read(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const rows = names.map((name) => {
    const [first, second] = [left.get(name), right.get(name)];
    return { name, unit, first, second, ratio: ratioOf(first, second) };
  });
  return { title, rows };
}

export function compareReports(a: Report, b: Report): Comparison {
  const settings: readonly (readonly [name: string, read: (report: Report) => string])[] = [
    ['profile', ({ profile }) => profile],
    ['cores', ({ cores }) => String(cores.length)],
    ['policy', ({ policy }) => policy],
    ['seed', ({ seed }) => String(seed)],
    ['engine', ({ engine }) => engine.name],
    ['history', ({ history }) => history],
  ];
  return {
    setting: settings.map(([name, read]) => ({ name, first: read(a), second: read(b) })),
    groups: groupRows.map((row) => compareGroup(row, a, b)).filter(({ rows }) => rows.length > 0),
  };
}

/** Rows of one group in the text; those with the most on either side. */
const rowsShown = 24;

function groupText({ title, rows }: ComparedGroup): string {
  const largest = ({ first = 0, second = 0 }: ComparedNumber): number => Math.max(first, second);
  const chosen = new Set([...rows].sort((a, b) => largest(b) - largest(a)).slice(0, rowsShown));
  const cells = rows
    .filter((row) => chosen.has(row))
    .map(({ name, unit, first, second, ratio }) => {
      return [name, unit, String(first ?? '-'), String(second ?? '-'), ratio === undefined ? '-' : ratio.toFixed(3)];
    });
  const more = rows.length > rowsShown ? `${rows.length - rowsShown} smaller ones stand in --json\n` : '';
  return `== ${title}\n${table(['NAME', 'UNIT', 'A', 'B', 'B/A'], cells, [2, 3, 4])}${more}`;
}

/** For people; `names` say what A and B are. */
export function comparisonText({ setting, groups }: Comparison, names: readonly [a: string, b: string]): string {
  const rows = setting.map(({ name, first, second }) => [name, first, second, first === second ? 'same' : 'differs']);
  const head = `A: ${printable(names[0])}\nB: ${printable(names[1])}\n\n${table(['SETTING', 'A', 'B', ''], rows)}`;
  return [head, ...groups.map(groupText)].join('\n');
}

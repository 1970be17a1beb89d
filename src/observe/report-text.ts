// A report as tables for people. Knows no kernel: a report that was read from a file shows the same.
import type { Report, ReportedSwitches, ReportedTask } from './report-schema.js';
import { table } from './table.js';

/** Rows of long tables; all of them stand in the JSON. */
const rowsShown = 30;

/** Names of programs with their control characters made harmless. */
export function printable(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

type Row = readonly (string | number)[];

/** The first `left` columns are names, the others numbers. */
function section(title: string, head: readonly string[], rows: readonly Row[], left = 1): string {
  const shown = rows.slice(0, rowsShown).map((row) => row.map(String));
  const right = head.map((_, column) => column).slice(left);
  const more = rows.length > rowsShown ? `${rows.length - rowsShown} more stand in the JSON report\n` : '';
  return rows.length === 0 ? `== ${title}\nnone\n` : `== ${title}\n${table(head, shown, right)}${more}`;
}

export function reportText(report: Report): string {
  const { profile, frequencyHz, seed, policy, cores, nowNs, history } = report;
  const head = `Profile ${profile} (${frequencyHz / 1e6} MHz), ${cores.length} cores, policy ${policy}, seed ${seed}: ${(nowNs / 1e9).toFixed(6)} s, history ${history}\n`;
  return [
    head,
    coresText(report),
    categoriesText(report),
    tasksText(report),
    missesText(report),
    switchesText(report),
    pairsText(report),
    callsText(report),
    engineText(report),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : ((100 * part) / whole).toFixed(2);
}

function perCycle(instructions: number, cycles: number): string {
  return cycles === 0 ? '-' : (instructions / cycles).toFixed(2);
}

/** User time of a ledger, whatever it waited for. */
export function userCycles(ledger: Readonly<Record<string, number>>): number {
  return Object.entries(ledger).reduce((sum, [name, cycles]) => (name.startsWith('user:') ? sum + cycles : sum), 0);
}

function coresText({ cores }: Report): string {
  const rows = cores.map(({ id, cycles, instructions, userReloadCycles, ledger }) => {
    const { idle = 0 } = ledger;
    const user = userCycles(ledger);
    return [id, cycles, user, userReloadCycles ?? '-', cycles - user - idle, idle, instructions, perCycle(instructions, user)];
  });
  return section(
    'Cores, in cycles; reloads are part of the user time',
    ['CORE', 'CLOCK', 'USER', 'RELOADS', 'KERNEL', 'IDLE', 'INSTRUCTIONS', 'IPC'],
    rows,
    0,
  );
}

/** Cycles of all cores by category. */
export function categoryTotals({ cores }: Report): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { ledger } of cores) for (const [name, cycles] of Object.entries(ledger)) totals.set(name, (totals.get(name) ?? 0) + cycles);
  return totals;
}

function categoriesText(report: Report): string {
  const clock = report.cores.reduce((sum, { cycles }) => sum + cycles, 0);
  const rows = [...categoryTotals(report)].sort(([, a], [, b]) => b - a).map(([name, cycles]) => [name, cycles, share(cycles, clock)]);
  return section('Where the cycles of all cores went', ['CATEGORY', 'CYCLES', '%'], rows);
}

function cpuCycles({ utimeCycles, stimeCycles }: Pick<ReportedTask, 'utimeCycles' | 'stimeCycles'>): number {
  return utimeCycles + stimeCycles;
}

function dearestFirst(tasks: readonly ReportedTask[]): ReportedTask[] {
  return [...tasks].sort((a, b) => cpuCycles(b) - cpuCycles(a));
}

/** Nothing at all when no caches were simulated. */
function missesText({ tasks }: Report): string {
  const rows = dearestFirst(tasks).flatMap(
    ({ comm, tid, instructions, utimeCycles, stimeCycles, misses, reloadCycles = 0, reloadCyclesCaused = 0 }) => {
      if (misses === undefined) return [];
      const { l1i = 0, l1d = 0, l2 = 0, l3 = 0, itlb = 0, dtlb = 0 } = misses;
      const reloads = [reloadCycles, share(reloadCycles, utimeCycles + stimeCycles), reloadCyclesCaused];
      return [[printable(comm), tid, perCycle(instructions, utimeCycles), l1i, l1d, l2, l3, itlb, dtlb, ...reloads]];
    },
  );
  const head = ['COMM', 'TID', 'IPC', 'L1I', 'L1D', 'L2', 'L3', 'ITLB', 'DTLB', 'RELOADS', '% OF TIME', 'CAUSED'];
  return rows.length === 0
    ? ''
    : section('Misses of tasks in user mode; reloads in cycles, in either mode: its own, and of those that ran after it', head, rows);
}

function tasksText({ tasks, earlierTasks }: Report): string {
  const head = ['COMM', 'S', 'PID', 'TID', 'USER', 'SYSTEM', 'INSTRUCTIONS', 'VCSW', 'NVCSW', 'MIGR', 'MINFLT', 'MAJFLT', 'RUNDELAY'];
  const cells = (task: Omit<ReportedTask, 'pid' | 'tid' | 'comm' | 'state'>): Row => [
    task.utimeCycles,
    task.stimeCycles,
    task.instructions,
    task.voluntarySwitches,
    task.involuntarySwitches,
    task.migrations,
    task.minorFaults,
    task.majorFaults,
    task.runDelayCycles,
  ];
  const rows = dearestFirst(tasks).map((task) => [printable(task.comm), task.state, task.pid, task.tid, ...cells(task)]);
  const earlier = earlierTasks === undefined ? [] : [[`${earlierTasks.count} earlier tasks`, 'X', '-', '-', ...cells(earlierTasks)]];
  return section('Tasks, dearest first; times in cycles, X has ended', head, [...earlier, ...rows], 2);
}

function spreadCells({ count, direct, reload }: ReportedSwitches): Row {
  const { sum = 0, min = '-', p50 = '-', p99 = '-', max = '-' } = direct ?? {};
  return [count, sum, min, p50, p99, max, reload === undefined ? '-' : reload.sum];
}

const spreadHead = ['COUNT', 'CYCLES', 'MIN', 'P50', 'P99', 'MAX', 'RELOAD'];

function switchesText({ switches }: Report): string {
  const byReason = Object.entries(switches.byReason).sort(([, a], [, b]) => b.count - a.count);
  const rows = [['all', ...spreadCells(switches)], ...byReason.map(([reason, spread]) => [reason, ...spreadCells(spread)])];
  return section('Context switches by why the task left', ['REASON', ...spreadHead], rows);
}

/** The idle loop in brackets: a program may be called idle. */
export function partyName(name: string | null): string {
  return name === null ? '[idle]' : printable(name);
}

function pairsText({ switches: { pairs, otherPairs } }: Report): string {
  const rows = pairs.map((pair) => [partyName(pair.from), partyName(pair.to), ...spreadCells(pair)]);
  const other = otherPairs === undefined ? [] : [['all others', '', ...spreadCells(otherPairs)]];
  return section('Context switches by pair of programs', ['FROM', 'TO', ...spreadHead], [...other, ...rows], 2);
}

/** What can be another number in each run stands last. */
function engineText({ engine: { name, ...translated } }: Report): string {
  const { regions = '-', modules = '-', translatedInstructions = '-', codeBytes = '-', evictions = '-', compileMs } = translated;
  const head = ['ENGINE', 'REGIONS', 'MODULES', 'INSTRUCTIONS', 'CODE BYTES', 'EVICTED', 'COMPILING MS'];
  const row = [name, regions, modules, translatedInstructions, codeBytes, evictions, compileMs ?? '-'];
  return section('How the host executed: hot code translated to WebAssembly; nothing above depends on it', head, [row]);
}

function callsText({ syscalls }: Report): string {
  const head = ['CALL', 'COUNT', 'CYCLES', 'MODE SWITCHES', 'MIN', 'P50', 'P99', 'MAX', 'MEMORY P50'];
  const rows = Object.entries(syscalls)
    .sort(([, a], [, b]) => b.cycles - a.cycles)
    .map(([name, { count, cycles, modeSwitch, memory }]) => {
      const { count: direct = 0, min = '-', p50 = '-', p99 = '-', max = '-' } = modeSwitch ?? {};
      return [name, count, cycles, direct, min, p50, p99, max, memory?.p50 ?? '-'];
    });
  return section('System calls; a mode switch returns to the same task at once', head, rows);
}

// From the times of the kernels to a table with ratios, and to verdicts. Knows no clock and no kernel.
import { bounded, geometricMean, type Result } from './measure.js';
import { type WayName, wayTitles } from './way-names.js';

/** Medians of one kernel's runs, milliseconds; ways that are missing here are missing on this host. */
export interface KernelTimes {
  readonly kernel: string;
  readonly ms: Readonly<Partial<Record<WayName, number>>>;
}

/** Why a way is missing. */
export type Lacking = Readonly<Partial<Record<WayName, string>>>;

/** How many times as long `numerator` takes as `denominator`: how many times as fast the second is. */
interface Ratio {
  readonly title: string;
  readonly numerator: WayName;
  readonly denominator: WayName;
}

const againstQemu: Ratio = { title: 'qemu / none', numerator: 'qemu', denominator: 'none' };
const againstCachegrind: Ratio = { title: 'cachegrind / full', numerator: 'cachegrind', denominator: 'full' };
const slowdown: Ratio = { title: 'full / none', numerator: 'full', denominator: 'none' };

type Column = WayName | Ratio;
const columns: readonly Column[] = ['native', 'qemu', 'none', againstQemu, 'cachegrind', 'full', againstCachegrind, slowdown];

function ratioOf({ ms }: KernelTimes, { numerator, denominator }: Ratio): number | undefined {
  const [above, below] = [ms[numerator], ms[denominator]];
  return above === undefined || below === undefined ? undefined : above / below;
}

/** Of all kernels that have it. */
function ratios(times: readonly KernelTimes[], ratio: Ratio): number[] {
  return times.flatMap((row) => ratioOf(row, ratio) ?? []);
}

function cell(row: KernelTimes, column: Column): string {
  const value = typeof column === 'string' ? row.ms[column] : ratioOf(row, column);
  return value === undefined ? '-' : value.toFixed(typeof column === 'string' ? 0 : 2);
}

function meanCell(times: readonly KernelTimes[], column: Column): string {
  const values = typeof column === 'string' ? [] : ratios(times, column);
  return values.length === 0 ? '' : geometricMean(values).toFixed(2);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Milliseconds and ratios, a kernel a line, and the geometric means of the ratios. A column that is missing says why in its head. */
export function kernelTable(times: readonly KernelTimes[], lacking: Lacking = {}): string {
  const head = columns.map((column) => {
    if (typeof column !== 'string') return column.title;
    return lacking[column] === undefined ? `${wayTitles[column]}, ms` : `${wayTitles[column]} (${lacking[column]})`;
  });
  return [
    row(['kernel', ...head]),
    `|---|${'---:|'.repeat(columns.length)}`,
    ...times.map((line) => row([line.kernel, ...columns.map((column) => cell(line, column))])),
    row(['geometric mean', ...columns.map((column) => meanCell(times, column))]),
  ].join('\n');
}

/** What must be reached beside a peer: in the geometric mean, and by each kernel. */
interface Target {
  readonly title: string;
  readonly ratio: Ratio;
  readonly mean: number;
  readonly each: number;
}

const targets: readonly Target[] = [
  { title: 'kernels, --timing none: as fast as qemu-riscv64', ratio: againstQemu, mean: 1.2, each: 0.6 },
  { title: 'kernels, full model: as fast as cachegrind', ratio: againstCachegrind, mean: 2.5, each: 0.9 },
];

const mostSlowdown = 2;

function resultsOf(times: readonly KernelTimes[], { title, ratio, mean, each }: Target, lacking: Lacking): Result[] {
  const reason = lacking[ratio.numerator] ?? lacking[ratio.denominator];
  if (reason !== undefined) return [{ name: title, value: reason }];
  const measured = times.flatMap((line) => {
    const value = ratioOf(line, ratio);
    return value === undefined ? [] : [{ kernel: line.kernel, value }];
  });
  const slowest = measured.reduce((least, next) => (next.value < least.value ? next : least), { kernel: 'none', value: Infinity });
  const missed = measured.filter(({ value }) => value < each).length;
  return [
    bounded(`${title}, geometric mean of ${measured.length}`, geometricMean(ratios(times, ratio)), 'x', { atLeast: mean }),
    bounded(`${title}, ${slowest.kernel} (the slowest; ${missed} below the bound)`, slowest.value, 'x', { atLeast: each }),
  ];
}

/** Whether the targets are kept. A peer that is not installed is not judged. */
export function kernelResults(times: readonly KernelTimes[], lacking: Lacking = {}): Result[] {
  const mean = geometricMean(ratios(times, slowdown));
  return [
    ...targets.flatMap((target) => resultsOf(times, target, lacking)),
    bounded(`kernels: time of the full model against --timing none, geometric mean of ${times.length}`, mean, 'x', {
      atMost: mostSlowdown,
    }),
  ];
}

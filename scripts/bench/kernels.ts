// The kernels: small programs that each do one thing, run five ways in turns, and what the translator and the timing model must reach beside their peers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fusedFlags } from './c-programs.js';
import { hostText } from './host.js';
import { kernelChart } from './kernel-chart.js';
import { type KernelTimes, kernelResults, kernelTable } from './kernel-report.js';
import { median, type Report, type Request } from './measure.js';
import { type WayName, wayNames } from './way-names.js';
import { type Built, builtForAll, openWays, type Timing, type Ways } from './ways.js';

interface Kernel {
  readonly name: string;
  /** Below scripts/bench. */
  readonly source: string;
  /** So many that qemu-riscv64 takes half a second to one on a machine of 2020. */
  readonly args: readonly string[];
  /** Its native program may use the host's fused multiply-add. */
  readonly fused?: true;
}

const kernelRows: readonly Kernel[] = [
  { name: 'crc', source: 'programs/crc.c', args: ['1200'] },
  { name: 'sieve', source: 'kernels/sieve.c', args: ['35'] },
  { name: 'fib', source: 'programs/calls.c', args: ['35'] },
  { name: 'matmul', source: 'kernels/matmul.c', args: ['20'] },
  { name: 'fma', source: 'kernels/fma.c', args: ['4000'], fused: true },
  { name: 'qsort', source: 'programs/sort.c', args: ['1000000'] },
  { name: 'bytecode', source: 'kernels/bytecode.c', args: ['50000'] },
  { name: 'chase-1m', source: 'kernels/chase.c', args: [String(2 ** 20), '12000000'] },
  { name: 'chase-32m', source: 'kernels/chase.c', args: [String(2 ** 25), '3000000'] },
  { name: 'memory', source: 'kernels/memory.c', args: ['1500000'] },
  { name: 'hash-table', source: 'kernels/hash-table.c', args: ['3000000'] },
  { name: 'format', source: 'kernels/format.c', args: ['100000'] },
  { name: 'mix', source: 'kernels/mix.c', args: ['15000'] },
];

export const kernelNames: readonly string[] = kernelRows.map(({ name }) => name);

const rounds = 5;

/** All ways have printed the same; else one of them has computed something else, and its time says nothing. */
function checkOutputs({ name }: Kernel, runs: Readonly<Partial<Record<WayName, Timing>>>): void {
  const printed = wayNames.flatMap((way) => (runs[way] === undefined ? [] : [[way, runs[way].stdout.trim()] as const]));
  const odd = printed.find(([, text]) => text !== printed[0]?.[1] || text === '');
  if (odd === undefined) return;
  throw new Error(`bench: ${name}: ${odd[0]} printed "${odd[1]}", ${printed[0]?.[0]} "${printed[0]?.[1]}": one of them computes wrongly`);
}

/** One run each way. */
function roundOf(kernel: Kernel, ways: Ways, built: Built): Partial<Record<WayName, Timing>> {
  const runs: Partial<Record<WayName, Timing>> = {};
  for (const name of wayNames) {
    const way = ways[name];
    if (typeof way !== 'string') runs[name] = way(built, kernel.args);
  }
  checkOutputs(kernel, runs);
  return runs;
}

type Rounds = readonly Partial<Record<WayName, Timing>>[];

function mediansOf({ name }: Kernel, measured: Rounds): KernelTimes {
  const timesOf = (way: WayName): number[] => measured.flatMap((round) => (round[way] === undefined ? [] : [round[way].cpuMs]));
  const ms: Partial<Record<WayName, number>> = {};
  for (const way of wayNames) if (timesOf(way).length > 0) ms[way] = median(timesOf(way));
  return { kernel: name, ms };
}

/** Each round's times of each way, for those who doubt a median. */
function rawText(raw: Readonly<Record<string, Rounds>>): string {
  const brief = (key: string, value: unknown): unknown => (key === 'stdout' || key === 'stderr' || key === 'status' ? undefined : value);
  return `${JSON.stringify({ host: hostText(), kernels: raw }, brief, 1)}\n`;
}

export function kernels({ only, quick }: Request): Report {
  const folder = mkdtempSync(join(tmpdir(), 'vivarium-kernels-'));
  const { ways, close } = openWays(folder);
  const raw: Record<string, Rounds> = {};
  const times: KernelTimes[] = [];
  try {
    for (const kernel of kernelRows.filter(({ name }) => only.length === 0 || only.includes(name))) {
      const built = builtForAll(kernel.source, folder, kernel.fused ? fusedFlags() : []);
      const measured = Array.from({ length: quick ? 1 : rounds }, () => roundOf(kernel, ways, built));
      raw[kernel.name] = measured;
      times.push(mediansOf(kernel, measured));
      process.stderr.write(`kernels: ${kernelTable(times.slice(-1)).split('\n')[2]}\n`);
    }
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
  const lacking = Object.fromEntries(wayNames.flatMap((name) => (typeof ways[name] === 'string' ? [[name, ways[name]]] : [])));
  const table = kernelTable(times, lacking);
  return {
    results: kernelResults(times, lacking),
    tables: [table],
    files: {
      'kernels.md': `# Kernels\n\n${hostText()}\n\n${table}\n`,
      'kernels.json': rawText(raw),
      'kernels.svg': kernelChart(times, hostText()),
    },
  };
}

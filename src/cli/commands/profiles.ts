// `vivarium profiles`: the machines to choose from and what everything costs on them, from the same rows that the machine and the kernel read.
import { kernelPaths, type KernelPath } from '../../kernel/ledger/kernel-paths.js';
import { type CostParameter, eventCosts, instructionCosts } from '../../machine/cost-model.js';
import { profiles as profileRows } from '../../machine/profiles.js';
import type { Invocation } from '../invocation.js';
import { table } from '../../observe/table.js';

/** One line of the report. */
interface CostLine {
  readonly name: string;
  readonly cycles: number;
  readonly more?: string;
  readonly source: string;
}

function hardwareLines(rows: Readonly<Record<string, CostParameter>>): CostLine[] {
  return Object.entries(rows).map(([name, row]) => ({ name, cycles: row.cycles, source: row.source }));
}

function kernelLines(): CostLine[] {
  return Object.entries<KernelPath>(kernelPaths).map(([name, row]) => {
    const more = row.perUnit === undefined ? undefined : `+${row.perUnit} per ${row.unit}`;
    return { name, cycles: row.instructions, ...(more === undefined ? {} : { more }), source: row.source };
  });
}

function section(title: string, lines: readonly CostLine[]): string {
  const rows = lines.map((line) => [line.name, String(line.cycles), line.more ?? '', line.source]);
  return `${title}\n${table(['NAME', 'CYCLES', '', 'SOURCE'], rows, [1])}`;
}

/** Prints the profiles and the cost tables. */
export async function profiles({ options }: Invocation): Promise<number> {
  const costs = { instructions: hardwareLines(instructionCosts), hardware: hardwareLines(eventCosts), kernel: kernelLines() };
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ profiles: Object.values(profileRows), costs }, null, 2)}\n`);
    return 0;
  }
  const machines = Object.values(profileRows).map((row) => [row.name, `${row.frequencyHz / 1e6} MHz`, String(row.harts)]);
  const parts = [
    table(['PROFILE', 'FREQUENCY', 'CORES'], machines, [1, 2]),
    section('Instructions', costs.instructions),
    section('Hardware at the border of the kernel', costs.hardware),
    section('Kernel paths', costs.kernel),
  ];
  process.stdout.write(`${parts.join('\n')}`);
  return 0;
}

// `vivarium profiles`: the machines to choose from and what everything costs on them, from the same rows that the machine and the kernel read.
import { kernelPaths, type KernelPath } from '../../kernel/ledger/kernel-paths.js';
import { type CostParameter, eventCosts, instructionCosts } from '../../machine/cost-model.js';
import { profiles as profileRows } from '../../machine/profiles.js';
import { parameterTable, profileTable } from '../../observe/profile-text.js';
import { table } from '../../observe/table.js';
import { usageFailure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { profileFrom } from '../profile-file.js';

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

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The profiles and the cost tables. */
function overview(json: boolean): string {
  const costs = { instructions: hardwareLines(instructionCosts), hardware: hardwareLines(eventCosts), kernel: kernelLines() };
  const rows = Object.values(profileRows);
  if (json) return jsonText({ profiles: rows, costs });
  return [
    profileTable(rows),
    section('Instructions', costs.instructions),
    section('Hardware at the border of the kernel, unless the profile says', costs.hardware),
    section('Kernel paths', costs.kernel),
  ].join('\n');
}

/** Prints all profiles, one with all its parameters, or the schema of their files. */
export async function profiles({ options: { show, schema, json = false } }: Invocation): Promise<number> {
  if (schema) {
    if (show !== undefined) throw usageFailure('--show and --schema exclude each other', 'command profiles', 'give one of them');
    const { profileJsonSchema } = await import('../../observe/profile-schema.js');
    process.stdout.write(jsonText(profileJsonSchema()));
  } else if (show !== undefined) {
    const profile = await profileFrom(show);
    process.stdout.write(json ? jsonText(profile) : parameterTable(profile));
  } else process.stdout.write(overview(json));
  return 0;
}

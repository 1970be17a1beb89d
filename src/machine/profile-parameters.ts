// Every parameter of a profile, one row each: where it stands, what it means, its unit, what it may be, and who says so. Knows no value but the default events.
import { type CostParameter, type EventCost, eventCosts, instructionCosts } from './cost-model.js';
import type { InstructionClass } from './isa/instruction.js';
import { semanticsNames } from './memory/hierarchy/access-rules.js';
import { replacements } from './memory/hierarchy/geometry.js';
import { type Profile, type ProfileName, profiles } from './profiles.js';

/** Whole numbers between two, one of some words, or true and false. */
export type ParameterValues = { readonly least: number; readonly most: number } | readonly string[] | 'boolean';

export interface ProfileParameter {
  readonly summary: string;
  readonly unit: string;
  readonly values: ParameterValues;
  /** What holds when a profile leaves it out; costs have their own. */
  readonly otherwise?: string;
  /** Who says so, of the built-in profiles that have it. */
  readonly source: Readonly<Partial<Record<ProfileName, string>>>;
}

const assumed = 'assumed';
const round = 'assumed: a round number';
const ladder = 'assumed: powers of ten between the levels';
const jh7110 = 'JH7110 data sheet';
const u74 = 'SiFive U74 manual';
const measured = 'estimated from published measurements of such boards';
const typical = 'assumed: typical of servers';
const published = 'published for recent x86 servers';

function from(textbook: string, board: string, server: string): Record<ProfileName, string> {
  return { textbook, board, server };
}

const MiB = 2 ** 20;
const size = { unit: 'bytes', values: { least: 16, most: 512 * MiB } };
const ways = { unit: 'ways', values: { least: 1, most: 64 } };
const latency = { unit: 'cycles', values: { least: 1, most: 10_000 } };
const extra = { unit: 'cycles', values: { least: 0, most: 10_000 } };
const entries = { unit: 'entries', values: { least: 1, most: 65_536 } };
const policy = { unit: 'policy', values: replacements };
const truth = { unit: 'yes or no', values: 'boolean' } as const;

const rows = {
  frequencyHz: { summary: 'clock of each core', unit: 'Hz', values: { least: 1e6, most: 1e10 }, source: from(round, jh7110, typical) },
  harts: { summary: 'cores, unless the user says', unit: 'cores', values: { least: 1, most: 64 }, source: from(assumed, jh7110, assumed) },
  issueWidth: {
    summary: 'instructions that a cycle begins: 1 / base CPI',
    unit: 'instructions',
    values: { least: 1, most: 8 },
    source: from(assumed, 'assumed: the second pipe is rarely used', assumed),
  },
  'hierarchy.semantics': {
    summary: "what goes through the caches, and how: a machine's accesses, or as QEMU's cache plugin counts",
    unit: 'semantics',
    values: semanticsNames,
    otherwise: 'machine',
    source: {},
  },
  'hierarchy.lineBytes': {
    summary: 'line of each cache',
    unit: 'bytes',
    values: { least: 16, most: 512 },
    source: from(assumed, u74, published),
  },
  'hierarchy.l1i.sizeBytes': { summary: 'L1 instruction cache', ...size, source: from(assumed, u74, published) },
  'hierarchy.l1i.ways': { summary: 'lines of a set', ...ways, source: from(assumed, u74, published) },
  'hierarchy.l1i.latencyCycles': { summary: 'hit; hidden by the pipeline', ...latency, source: from(ladder, assumed, assumed) },
  'hierarchy.l1i.replacement': { summary: 'which line gives way', ...policy, source: from(assumed, measured, assumed) },
  'hierarchy.l1d.sizeBytes': { summary: 'L1 data cache', ...size, source: from(assumed, u74, published) },
  'hierarchy.l1d.ways': { summary: 'lines of a set', ...ways, source: from(assumed, u74, published) },
  'hierarchy.l1d.latencyCycles': { summary: 'load to use, hit', ...latency, source: from(ladder, measured, published) },
  'hierarchy.l1d.replacement': { summary: 'which line gives way', ...policy, source: from(assumed, measured, assumed) },
  'hierarchy.l2.sizeBytes': { summary: 'L2 cache', ...size, source: from(assumed, u74, published) },
  'hierarchy.l2.ways': { summary: 'lines of a set', ...ways, source: from(assumed, u74, published) },
  'hierarchy.l2.latencyCycles': { summary: 'load to use, hit', ...latency, source: from(ladder, measured, published) },
  'hierarchy.l2.replacement': { summary: 'which line gives way', ...policy, source: from(assumed, measured, assumed) },
  'hierarchy.l2.shared': { summary: 'one for all cores, not one each', ...truth, source: from(assumed, u74, published) },
  'hierarchy.l3.sizeBytes': { summary: 'L3 cache, one for all cores', ...size, source: { server: typical } },
  'hierarchy.l3.ways': { summary: 'lines of a set', ...ways, source: { server: typical } },
  'hierarchy.l3.latencyCycles': { summary: 'load to use, hit', ...latency, source: { server: published } },
  'hierarchy.l3.replacement': { summary: 'which line gives way', ...policy, source: { server: assumed } },
  'hierarchy.dramCycles': { summary: 'load to use, miss in all caches', ...latency, source: from(ladder, measured, published) },
  'hierarchy.sequentialOverlap': {
    summary: 'prefetch: the stall of a miss on the next line is divided by this',
    unit: 'factor',
    values: { least: 1, most: 64 },
    source: from('assumed: no prefetcher', 'assumed: no prefetcher', 'estimated'),
  },
  'hierarchy.itlb.entries': { summary: 'TLB of instructions', ...entries, source: from(assumed, u74, published) },
  'hierarchy.itlb.ways': { summary: 'entries of a set', ...ways, source: from(assumed, u74, published) },
  'hierarchy.itlb.replacement': { summary: 'which entry gives way', ...policy, source: from(assumed, assumed, assumed) },
  'hierarchy.itlb.latencyCycles': { summary: 'hit, beside the access', ...extra, source: from(assumed, assumed, assumed) },
  'hierarchy.dtlb.entries': { summary: 'TLB of data', ...entries, source: from(assumed, u74, published) },
  'hierarchy.dtlb.ways': { summary: 'entries of a set', ...ways, source: from(assumed, u74, published) },
  'hierarchy.dtlb.replacement': { summary: 'which entry gives way', ...policy, source: from(assumed, assumed, assumed) },
  'hierarchy.dtlb.latencyCycles': { summary: 'hit, beside the access', ...extra, source: from(assumed, assumed, assumed) },
  'hierarchy.l2tlb.entries': { summary: 'second TLB, behind both', ...entries, source: { board: measured, server: published } },
  'hierarchy.l2tlb.ways': { summary: 'entries of a set', ...ways, source: { board: measured, server: published } },
  'hierarchy.l2tlb.replacement': { summary: 'which entry gives way', ...policy, source: { board: assumed, server: assumed } },
  'hierarchy.l2tlb.latencyCycles': { summary: 'hit, beside the access', ...extra, source: { board: assumed, server: assumed } },
  'hierarchy.walkCycles': { summary: 'page walk, beside its reads of memory', ...extra, source: from(assumed, assumed, assumed) },
  'hierarchy.asid': { summary: 'a switch keeps the translations', ...truth, source: from(assumed, assumed, assumed) },
  ...rowsOf('instructions', instructionCosts, { least: 1, most: 10_000 }),
  ...rowsOf('events', eventCosts, { least: 0, most: 1_000_000 }),
} as const satisfies Readonly<Record<string, ProfileParameter>>;

/** One row for each cost that a profile may set. */
function rowsOf<Group extends string, Name extends string>(
  group: Group,
  costs: Readonly<Record<Name, CostParameter>>,
  values: ParameterValues,
): Record<`${Group}.${Name}`, ProfileParameter> {
  const rowsOfGroup = Object.entries<CostParameter>(costs).map(([name, { unit, source }]) => {
    const summary = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return [`${group}.${name}`, { summary, unit, values, source: from(source, group === 'instructions' ? u74 : assumed, assumed) }];
  });
  return Object.fromEntries(rowsOfGroup) as Record<`${Group}.${Name}`, ProfileParameter>;
}

export type ParameterPath = keyof typeof rows;

/** By the path of the field: `hierarchy.l1d.ways`. */
export const profileParameters: Readonly<Record<ParameterPath, ProfileParameter>> = rows;

export const parameterPaths = Object.keys(rows) as ParameterPath[];

/** What a right value is, as the end of a sentence. */
export function acceptedValues({ values }: ProfileParameter): string {
  if (values === 'boolean') return 'true or false';
  if ('least' in values) return `a whole number from ${values.least} to ${values.most}`;
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

/** The field at `path` of anything; undefined where there is none. */
export function fieldAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key) ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** The row of the cost model that counts when a profile does not say. */
function defaultOf(path: ParameterPath): CostParameter | undefined {
  const [group, name = ''] = path.split('.');
  if (group === 'events') return eventCosts[name as EventCost];
  return group === 'instructions' ? instructionCosts[name as InstructionClass] : undefined;
}

/** The value that counts; undefined when the machine has no such part. */
export function parameterValue(profile: Profile, path: ParameterPath): unknown {
  return fieldAt(profile, path.split('.')) ?? defaultOf(path)?.cycles ?? profileParameters[path].otherwise;
}

/** Who says that the value is what it is. */
export function parameterSource(profile: Profile, path: ParameterPath): string {
  const isLeftOut = fieldAt(profile, path.split('.')) === undefined;
  const row = defaultOf(path);
  if (row !== undefined && isLeftOut) return row.source;
  if (profileParameters[path].otherwise !== undefined && isLeftOut) return 'default';
  const builtIn = Object.values<Profile>(profiles).includes(profile);
  return (builtIn ? profileParameters[path].source[profile.name as ProfileName] : undefined) ?? profile.source;
}

// Profiles as tables: all of them side by side, and one with every parameter, its unit and its source. Knows no file.
import type { CacheGeometry, TlbGeometry } from '../machine/memory/hierarchy/geometry.js';
import { parameterPaths, parameterSource, parameterValue, profileParameters } from '../machine/profile-parameters.js';
import type { Profile } from '../machine/profiles.js';
import { table } from './table.js';

function sizeText(bytes: number): string {
  if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20}M`;
  return bytes % 1024 === 0 ? `${bytes / 1024}K` : String(bytes);
}

/** Size, ways and latency: `32K/8, 3 cycles`. */
function cacheText(cache: CacheGeometry | undefined): string {
  return cache === undefined ? 'none' : `${sizeText(cache.sizeBytes)}/${cache.ways}, ${cache.latencyCycles} cycles, ${cache.replacement}`;
}

function tlbText(tlb: TlbGeometry | undefined): string {
  return tlb === undefined ? 'none' : `${tlb.entries}/${tlb.ways}, ${tlb.replacement}`;
}

/** What the table shows of a profile, one row each. */
const aspects: readonly (readonly [label: string, text: (profile: Profile) => string])[] = [
  ['cores', ({ harts }) => String(harts)],
  ['frequency', ({ frequencyHz }) => `${frequencyHz / 1e6} MHz`],
  ['base CPI', ({ issueWidth }) => String(Math.round(1000 / issueWidth) / 1000)],
  ['line', ({ hierarchy }) => `${hierarchy.lineBytes} bytes`],
  ['L1 instructions', ({ hierarchy }) => cacheText(hierarchy.l1i)],
  ['L1 data', ({ hierarchy }) => cacheText(hierarchy.l1d)],
  ['L2', ({ hierarchy: { l2 } }) => `${cacheText(l2)}${l2?.shared ? ', shared' : ''}`],
  ['L3', ({ hierarchy }) => cacheText(hierarchy.l3)],
  ['DRAM', ({ hierarchy }) => `${hierarchy.dramCycles} cycles`],
  ['prefetch factor', ({ hierarchy }) => String(hierarchy.sequentialOverlap)],
  ['TLB, instructions', ({ hierarchy }) => tlbText(hierarchy.itlb)],
  ['TLB, data', ({ hierarchy }) => tlbText(hierarchy.dtlb)],
  ['TLB, second', ({ hierarchy }) => tlbText(hierarchy.l2tlb)],
  ['ASID', ({ hierarchy }) => (hierarchy.asid ? 'yes' : 'no')],
];

/** Profiles side by side, caches as size/ways. */
export function profileTable(profiles: readonly Profile[]): string {
  const rows = aspects.map(([label, text]) => [label, ...profiles.map(text)]);
  const summaries = profiles.map(({ name, summary }) => `${name}: ${summary}\n`).join('');
  return `${table(['PROFILE', ...profiles.map(({ name }) => name)], rows)}\n${summaries}`;
}

/** Every parameter that the machine has. */
export function parameterTable(profile: Profile): string {
  const rows = parameterPaths.flatMap((path) => {
    const value = parameterValue(profile, path);
    const { unit, summary } = profileParameters[path];
    return value === undefined ? [] : [[path, String(value), unit, summary, parameterSource(profile, path)]];
  });
  return `${profile.name}: ${profile.summary}\n${table(['PARAMETER', 'VALUE', 'UNIT', 'MEANING', 'SOURCE'], rows, [1])}`;
}

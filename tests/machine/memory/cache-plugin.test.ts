// With the semantics of QEMU's cache plugin, programs count what they counted under qemu-riscv64, at every level, to the last access.
// The programs and their counts: scripts/golden/capture-cache-plugin.ts.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cacheCounts } from '../../../src/kernel/ledger/cache-counts.js';
import type { EngineName } from '../../../src/machine/machine.js';
import type { CacheGeometry } from '../../../src/machine/memory/hierarchy/geometry.js';
import { type Profile, profiles } from '../../../src/machine/profiles.js';
import { boot } from '../../../src/system/boot.js';

type Cache = readonly [sizeBytes: number, ways: number];

interface Geometry {
  readonly lineBytes: number;
  readonly replacement: 'lru' | 'fifo';
  readonly l1i: Cache;
  readonly l1d: Cache;
  readonly l2: Cache;
}

/** `elf` is a hash; counts are accesses and misses of L1I, L1D and L2, by geometry. */
interface Captured {
  readonly elf: string;
  readonly output: string;
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

interface Golden {
  readonly sources: Readonly<Record<string, string>>;
  readonly geometries: Readonly<Record<string, Geometry>>;
  readonly programs: Readonly<Record<string, Captured>>;
}

const folder = fileURLToPath(new URL('../../golden/cache-plugin/', import.meta.url));
const sources = fileURLToPath(new URL('../../../scripts/golden/cache-programs/', import.meta.url));
const golden = JSON.parse(readFileSync(`${folder}counts.json`, 'utf8')) as Golden;
const again = 'capture the counts again: scripts/golden/capture-cache-plugin.ts';

/** Ticks come often, so that turns end in the middle of everything. */
const tickNs = 100_000;

function profileOf({ lineBytes, replacement, l1i, l1d, l2 }: Geometry): Profile {
  const cache = ([sizeBytes, ways]: Cache, latencyCycles: number): CacheGeometry => ({ sizeBytes, ways, latencyCycles, replacement });
  return {
    ...profiles.textbook,
    name: 'as-qemu-counts',
    hierarchy: {
      ...profiles.textbook.hierarchy,
      semantics: 'qemu-cache-plugin',
      lineBytes,
      l1i: cache(l1i, 1),
      l1d: cache(l1d, 1),
      l2: { ...cache(l2, 11), shared: false },
    },
  };
}

/** Runs a program on core 1, while init sleeps on core 0. */
async function run(name: string, geometry: Geometry, engine: EngineName): Promise<{ readonly output: string; readonly counts: unknown }> {
  const os = await boot({ cores: 2, profile: profileOf(geometry), engine, tickNs });
  os.install('/root/program', readFileSync(`${folder}${name}.elf`));
  const pipes = os.pipes();
  const { pid } = os.spawn('/root/program', [], { stdio: pipes });
  os.run({ untilExit: pid });
  expect(os.endOf(pid)?.code).toBe(0);
  const { machine } = os.kernel;
  const [, hart] = machine.harts;
  const { l1i, l1d, l2 } = (hart && cacheCounts(machine, hart)) ?? {};
  const output = Buffer.from(pipes.stdout.read()).toString();
  os.close();
  const data = [(l1d?.['reads'] ?? 0) + (l1d?.['writes'] ?? 0), (l1d?.['readMisses'] ?? 0) + (l1d?.['writeMisses'] ?? 0)];
  return { output, counts: [l1i?.['accesses'], l1i?.['misses'], ...data, l2?.['accesses'], l2?.['misses']] };
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

test('the counts were captured of these very sources and programs', () => {
  const files = readdirSync(sources).sort();
  expect(Object.fromEntries(files.map((file) => [file, sha256(sources + file)])), again).toEqual(golden.sources);
  for (const [name, { elf }] of Object.entries(golden.programs)) expect(sha256(`${folder}${name}.elf`), `${name}: ${again}`).toBe(elf);
});

/** What the slow engine runs: the program with AMO, LR and SC, and, where an access most often lies in two lines, all of them. */
function slowly(geometryName: string): [string, Captured][] {
  return Object.entries(golden.programs).filter(([name]) => name === 'atomics' || geometryName === 'short lines');
}

describe.each(Object.entries(golden.geometries))('%s', (geometryName, geometry) => {
  test.each(Object.entries(golden.programs))('%s counts as under QEMU', async (name, { output, counts }) => {
    expect(await run(name, geometry, 'interpreter')).toEqual({ output, counts: counts[geometryName] });
  });

  test.each(slowly(geometryName))('%s counts the same in the reference engine', async (name, { output, counts }) => {
    expect(await run(name, geometry, 'reference')).toEqual({ output, counts: counts[geometryName] });
  });
});

// Captures what QEMU's cache plugin counts, as the oracle of our caches with its semantics. Run by hand on Debian, with the plugin compiled from the
// source package of the very qemu-user that is installed (its tools/libraries: apt-get install qemu-user gcc pkg-config libglib2.0-dev):
//   apt-get source qemu && cd qemu-*/                      (needs a line `deb-src`)
//   gcc -shared -fPIC -O2 -I include/qemu $(pkg-config --cflags glib-2.0) contrib/plugins/cache.c -o libcache.so $(pkg-config --libs glib-2.0)
//   QEMU_CACHE_PLUGIN=$PWD/libcache.so npx tsx scripts/golden/capture-cache-plugin.ts
// Writes tests/golden/cache-plugin: each program of cache-programs/ as an ELF, so that its addresses are those of the capture whatever compiler the
// tests find, and counts.json: the geometries, what each program prints, and for each geometry accesses and misses of L1I, L1D and L2.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findZig, guestTarget } from '../../src/cli/zig.js';
import { root } from '../userland-programs.js';

/** Sizes in bytes, then ways. */
type Cache = readonly [sizeBytes: number, ways: number];

interface Geometry {
  readonly lineBytes: number;
  readonly replacement: 'lru' | 'fifo';
  readonly l1i: Cache;
  readonly l1d: Cache;
  readonly l2: Cache;
}

const geometries: Readonly<Record<string, Geometry>> = {
  textbook: { lineBytes: 64, replacement: 'lru', l1i: [32_768, 8], l1d: [32_768, 8], l2: [262_144, 8] },
  small: { lineBytes: 64, replacement: 'lru', l1i: [4096, 2], l1d: [2048, 4], l2: [16_384, 8] },
  'direct mapped': { lineBytes: 32, replacement: 'lru', l1i: [2048, 1], l1d: [1024, 1], l2: [8192, 1] },
  'short lines': { lineBytes: 16, replacement: 'lru', l1i: [1024, 4], l1d: [4096, 32], l2: [8192, 2] },
  'one set, long lines': { lineBytes: 256, replacement: 'lru', l1i: [2048, 8], l1d: [3072, 12], l2: [12_288, 3] },
  'first in, first out': { lineBytes: 64, replacement: 'fifo', l1i: [2048, 4], l1d: [1024, 8], l2: [16_384, 4] },
};

const sources = join(root, 'scripts/golden/cache-programs');
const golden = join(root, 'tests/golden/cache-plugin');

/** No library and no start files; unwinding tables would only make them longer. */
const flags = [
  ...[...guestTarget, '-nostdlib', '-std=gnu11', '-O2', '-g0', '-s', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-fno-builtin'],
  ...['-fno-sanitize=all', '-fno-stack-protector', '-fno-asynchronous-unwind-tables', '-fno-unwind-tables', '-Wl,--build-id=none'],
];

function requirePlugin(): string {
  const plugin = process.env['QEMU_CACHE_PLUGIN'];
  if (plugin !== undefined && existsSync(plugin)) return plugin;
  console.error('capture-cache-plugin: QEMU_CACHE_PLUGIN must name libcache.so; how to compile it is told at the head of this script');
  process.exit(1);
}

function requireZig(): string {
  const zig = findZig();
  if (zig === undefined) throw new Error('zig is not installed: npm ci');
  return zig;
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function pluginOptions(plugin: string, { lineBytes, replacement, l1i, l1d, l2 }: Geometry): string {
  const cache = (name: string, [sizeBytes, ways]: Cache): string =>
    `${name}cachesize=${sizeBytes},${name}assoc=${ways},${name}blksize=${lineBytes}`;
  return `${plugin},evict=${replacement},limit=1,${cache('i', l1i)},${cache('d', l1d)},l2=on,${cache('l2', l2)}`;
}

interface Run {
  readonly output: string;
  readonly counts: readonly number[];
}

/** What one run prints and counts. The plugin's line: core, then data, instructions and L2, each as accesses, misses and rate. */
function run(plugin: string, program: string, geometry: Geometry): Run {
  const folder = mkdtempSync(join(tmpdir(), 'cache-plugin-'));
  const log = join(folder, 'log');
  try {
    const argv = ['-d', 'plugin', '-D', log, '-plugin', pluginOptions(plugin, geometry), program];
    const { status, stdout, stderr } = spawnSync('qemu-riscv64', argv, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program}: status ${status}: ${stderr}`);
    const [, line = ''] = readFileSync(log, 'utf8').split('\n');
    const [, data, dataMisses, , fetches, fetchMisses, , l2, l2Misses] = line.split(/\s+/).map(Number.parseFloat);
    const counts = [fetches, fetchMisses, data, dataMisses, l2, l2Misses].map((count) => count ?? Number.NaN);
    if (!counts.every(Number.isInteger)) throw new Error(`${program}: the plugin wrote "${line}"`);
    return { output: stdout, counts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runTwice(plugin: string, program: string, geometry: Geometry): Run {
  const [first, second] = [run(plugin, program, geometry), run(plugin, program, geometry)];
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error(`${program}: two runs count differently`);
  return first;
}

/** One row of `programs`: the program's hash, what it prints, and its counts by geometry. */
function capture(plugin: string, program: string): object {
  const runs = Object.entries(geometries).map(([name, geometry]) => [name, runTwice(plugin, program, geometry)] as const);
  const counts = Object.fromEntries(runs.map(([name, each]) => [name, each.counts]));
  return { elf: sha256(program), output: runs[0]?.[1].output, counts };
}

/** An object with one line for each field; down to `depth`, objects in it are written so too. */
function lines(value: object, depth: number, indent = ' '): string {
  const text = (field: unknown): string =>
    depth === 0 || typeof field !== 'object' || field === null || Array.isArray(field)
      ? JSON.stringify(field)
      : lines(field, depth - 1, `${indent} `);
  const fields = Object.entries(value).map(([name, field]) => `${indent}${JSON.stringify(name)}: ${text(field)}`);
  return `{\n${fields.join(',\n')}\n${indent.slice(1)}}`;
}

const plugin = requirePlugin();
const zig = requireZig();
rmSync(golden, { recursive: true, force: true });
mkdirSync(golden, { recursive: true });
const files = readdirSync(sources).sort();
const programs = files.flatMap((file) => {
  const name = basename(file, '.c');
  if (name === file) return [];
  const elf = join(golden, `${name}.elf`);
  execFileSync(zig, [...flags, join(sources, file), '-o', elf], { stdio: 'inherit' });
  chmodSync(elf, 0o755);
  return [[name, capture(plugin, elf)] as const];
});
const [version] = execFileSync('qemu-riscv64', ['--version'], { encoding: 'utf8' }).split('\n');
const captured = {
  qemu: version,
  counts: ['l1i accesses', 'l1i misses', 'l1d accesses', 'l1d misses', 'l2 accesses', 'l2 misses'],
  sources: Object.fromEntries(files.map((file) => [file, sha256(join(sources, file))])),
  geometries,
  programs: Object.fromEntries(programs),
};
writeFileSync(join(golden, 'counts.json'), `${lines({ ...captured }, 3)}\n`);

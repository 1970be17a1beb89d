// Builds the C userland into dist/userland with npm's zig: only what changed, two at a time, the same bytes every time.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findZig, guestTarget } from '../src/cli/zig.js';
import { withSymbols } from './symbol-table.js';
import { type Program, programHashes, root, userlandLibrary, userlandPrograms } from './userland-programs.js';

const output = join(root, 'dist/userland');
const hashesFile = join(output, 'hashes.json');

/**
 * How programs are compiled, whatever for. Unused parts of the library are left out by the linker.
 * zig strips all symbols or none, with labels by the thousand: so all, and those of functions are put back from the linker's map.
 */
export const codeFlags: readonly string[] = [
  ...['-std=gnu11', '-O2', '-g0', '-s', '-Wall', '-Wextra', '-fno-sanitize=all', '-fno-stack-protector'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,--print-map', '-I', 'userland/include'],
];

/** How guests are compiled; part of every program's hash. */
const flags = [...guestTarget, ...codeFlags];

/** What a run of zig has said: the linker's map on stdout, the compiler's words on stderr. */
interface ZigResult {
  readonly status: number;
  readonly map: string;
  readonly words: string;
}

/** zig's caches inside node_modules, so that no path outside counts. */
export function zigEnvironment(): NodeJS.ProcessEnv {
  const cache = join(root, 'node_modules/.cache/zig');
  return { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: join(cache, 'local') };
}

/** zig run in the repository's root. */
function runZig(zig: string, argv: readonly string[]): Promise<ZigResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(zig, argv, { env: zigEnvironment(), cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const [map, words]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => map.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, map: Buffer.concat(map).toString(), words: Buffer.concat(words).toString() }));
  });
}

/** Compiles one program; throws with the compiler's words. A half-written ELF never bears the program's name. */
async function compile(zig: string, program: Program, library: readonly string[]): Promise<string> {
  const target = join(output, program.folder, program.name);
  mkdirSync(dirname(target), { recursive: true });
  const sources = [...program.sources, ...library].map((path) => path.slice(root.length));
  const own = program.sources.length > 1 ? ['-I', dirname(sources[0] ?? '.')] : [];
  const result = await runZig(zig, [...flags, ...own, ...sources, '-lm', '-o', `${target}.new`]);
  if (result.status !== 0) throw new Error(`userland: ${program.name}: zig cc ended with status ${result.status}:\n${result.words}`);
  writeFileSync(`${target}.new`, withSymbols(readFileSync(`${target}.new`), result.map));
  renameSync(`${target}.new`, target);
  return result.words;
}

function readHashes(): Record<string, string> {
  return existsSync(hashesFile) ? (JSON.parse(readFileSync(hashesFile, 'utf8')) as Record<string, string>) : {};
}

/** Removes programs whose sources are gone, so that a stale tool is never installed. */
function removeStrays(programs: readonly Program[]): void {
  const wanted = new Set(programs.map((program) => join(output, program.folder, program.name)));
  for (const folder of ['bin', 'tests', 'bench']) {
    const path = join(output, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path)) if (!wanted.has(join(path, name))) rmSync(join(path, name), { recursive: true });
  }
}

function requireZig(): string {
  const zig = findZig();
  if (zig !== undefined) return zig;
  throw new Error(`userland: npm's zig for ${process.platform}-${process.arch} is not installed: run "npm ci" without --omit=optional`);
}

/**
 * Builds what is stale and reports one line a program to `progress`.
 * All programs are tried; the first failure is thrown at the end.
 */
export async function buildUserland(progress: (line: string) => void): Promise<void> {
  const programs = userlandPrograms();
  removeStrays(programs);
  const hashes = readHashes();
  const wanted = programHashes(programs, [...flags, readFileSync(join(root, 'scripts/symbol-table.ts'), 'utf8')]);
  const keyOf = (program: Program): string => `${program.folder}/${program.name}`;
  const stale = programs.filter((program) => hashes[keyOf(program)] !== wanted.get(program) || !existsSync(join(output, keyOf(program))));
  if (stale.length === 0) return;
  const zig = requireZig();
  const library = userlandLibrary();
  const queue = [...stale];
  const failures: unknown[] = [];
  const work = async (limit: number): Promise<void> => {
    for (let count = 0, program = queue.shift(); program !== undefined; program = ++count < limit ? queue.shift() : undefined) {
      const words = await compile(zig, program, library).catch((error: unknown) => void failures.push(error));
      if (words !== undefined) hashes[keyOf(program)] = wanted.get(program) ?? '';
      progress(`userland: ${keyOf(program)}${words ? `\n${words.trimEnd()}` : ''}`);
    }
  };
  // The first alone: with it zig builds its C library, which two at once would both build.
  await work(1);
  await Promise.all([work(Infinity), work(Infinity)]);
  writeFileSync(hashesFile, `${JSON.stringify(hashes, null, 1)}\n`);
  if (failures.length > 0) throw failures[0];
}

// Which C programs the userland has, and what each is made of. Knows no compiler.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, with a final slash. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** One program: where its sources stand and which folder of dist/userland its ELF goes to. */
export interface Program {
  readonly name: string;
  readonly folder: 'bin' | 'tests' | 'bench';
  readonly sources: readonly string[];
}

function filesBelow(directory: string, extension: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Every `x.c` and every folder with C files directly in `directory` is a program named after it. */
function programsIn(directory: string, folder: Program['folder']): Program[] {
  const path = join(root, directory);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry): Program[] => {
      const here = join(path, entry.name);
      if (entry.isDirectory()) return [{ name: entry.name, folder, sources: filesBelow(here, '.c') }];
      return entry.name.endsWith('.c') ? [{ name: basename(entry.name, '.c'), folder, sources: [here] }] : [];
    })
    .filter((program) => program.sources.length > 0);
}

/** All programs, tools and demos first, in order of their names. */
export function userlandPrograms(): Program[] {
  const byName = (a: Program, b: Program): number => (a.name < b.name ? -1 : 1);
  const installed = ['userland/bin', 'userland/demos', 'userland/studies'].flatMap((place) => programsIn(place, 'bin')).sort(byName);
  const others = [...programsIn('userland/tests', 'tests'), ...programsIn('scripts/bench/programs', 'bench')].sort(byName);
  return [...installed, ...others];
}

/** The C files that every program is linked with. */
export function userlandLibrary(): string[] {
  return filesBelow(join(root, 'userland/lib'), '.c');
}

function digest(files: readonly string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** What a program is made of, as a hash: its sources, every header, the library and the compiler's flags. */
export function programHashes(programs: readonly Program[], flags: readonly string[]): Map<Program, string> {
  const shared = digest([...userlandLibrary(), ...filesBelow(join(root, 'userland/include'), '.h')], flags.join(' '));
  return new Map(programs.map((program) => [program, digest([...program.sources, ...headersOf(program)], shared)]));
}

function headersOf(program: Program): string[] {
  const folder = program.sources.length > 1 ? join(program.sources[0] ?? root, '..') : undefined;
  return folder === undefined ? [] : filesBelow(folder, '.h');
}

// Results by the hash of all they depend on, one file each. Knows no study; a cache that cannot be written is no failure.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunResult, RunSpec } from './run.js';

export interface ResultCache {
  get(key: string): RunResult | undefined;
  put(key: string, result: RunResult): void;
}

export const noCache: ResultCache = { get: () => undefined, put: () => {} };

function readJson(path: string): RunResult | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && 'cores' in value ? (value as RunResult) : undefined;
  } catch {
    return undefined;
  }
}

/** Results below `folder`, which is made when the first one is kept. A result appears whole or not at all. */
export function folderCache(folder: string): ResultCache {
  const fileOf = (key: string): string => join(folder, `${key}.json`);
  return {
    get: (key) => readJson(fileOf(key)),
    put: (key, result) => {
      try {
        mkdirSync(folder, { recursive: true });
        const part = `${fileOf(key)}.${process.pid}`;
        writeFileSync(part, JSON.stringify(result));
        renameSync(part, fileOf(key));
      } catch {
        // The result is in the caller's hands; the next run makes it again.
      }
    },
  };
}

/** Hash of the code beside `file`: another build, other results. */
export function codeVersion(file: string): string {
  const hash = createHash('sha256');
  const folder = dirname(file);
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  for (const name of names.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)))
      .update('\0');
  return hash.digest('hex');
}

/** JSON with the keys of every object in order: equal values, equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The key of a run: the program's bytes, what it is given, and the code that runs it. */
export function runKey(spec: RunSpec, elf: Uint8Array, version: string): string {
  const program = createHash('sha256').update(elf).digest('hex');
  return createHash('sha256').update(canonical({ spec, program, version })).digest('hex');
}

// The built programs of the userland on the host's disk: listed at boot, read when a guest first opens them. Knows no kernel.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program of the userland; its bytes stay on the host's disk until they are needed. */
export interface UserlandProgram {
  readonly name: string;
  readonly sizeBytes: number;
  load(): Uint8Array;
}

/** Where the build puts them, seen from dist/stores and from src/stores. */
const places = ['../userland/bin/', '../../dist/userland/bin/'];

function listing(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}

/**
 * The programs for /bin, in order of their names.
 *
 * @throws an error with `code` ENOENT when the userland has not been built
 */
export function userlandPrograms(): UserlandProgram[] {
  for (const place of places) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    const names = listing(folder);
    if (names === undefined) continue;
    return names.map((name) => {
      const path = folder + name;
      return { name, sizeBytes: statSync(path).size, load: () => readFileSync(path) };
    });
  }
  throw Object.assign(new Error('the userland is not built: run "npm run build"'), { code: 'ENOENT' });
}

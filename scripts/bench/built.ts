// The library as it is built: what the benchmarks of speed measure. The loader that runs them as TypeScript wraps each named function, which costs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BootOptions, Vivarium } from '../../src/system/boot.js';
import { root } from '../userland-programs.js';

/** Where it is. */
export const libraryUrl = pathToFileURL(join(root, 'dist/system/boot.js')).href;

/** As boot() of the library. */
export async function bootBuilt(options: BootOptions): Promise<Vivarium> {
  const library = (await import(libraryUrl)) as typeof import('../../src/system/boot.js');
  return library.boot(options);
}

// An executor on worker threads of this host. Knows no study.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Executor } from './executor.js';
import type { RunResult, RunTask } from './run.js';

/** Where the build puts the worker, seen from dist/bin, dist/studies and src/studies. */
const places = ['./study-worker.js', '../../dist/studies/study-worker.js'];

/** The built worker's file; its folder holds the code that a result depends on. */
export function workerFile(): string {
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error('the workers of studies are not built: run "npm run build"');
  return found;
}

/** At most `jobs` runs at once. */
export function localExecutor(jobs: number): Executor {
  const pool = new Piscina<RunTask, RunResult>({
    filename: workerFile(),
    minThreads: 0,
    maxThreads: jobs,
    idleTimeout: 1000,
    recordTiming: false,
  });
  // An answer to a task that was given up meanwhile; each task's own failure rejects its promise.
  pool.on('error', () => {});
  return {
    run: (task, signal) => pool.run(task, { name: 'run', ...(signal === undefined ? {} : { signal }) }),
    close: () => pool.destroy(),
  };
}

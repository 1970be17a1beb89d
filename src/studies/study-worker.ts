// A worker thread's door: one run per message. Knows no pool.
import { executeRun, type RunResult, type RunTask } from './run.js';

export async function run(task: RunTask): Promise<RunResult> {
  return executeRun(task);
}

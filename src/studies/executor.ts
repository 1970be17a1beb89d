// What executes the runs of a grid. Knows no implementation: local workers today, a queue on many hosts another day.
import type { RunResult, RunTask } from './run.js';

export interface Executor {
  /** Runs `task` somewhere. The result depends on the task alone. Rejects with an AbortError once `signal` is aborted. */
  run(task: RunTask, signal?: AbortSignal): Promise<RunResult>;
  /** Gives back what it holds. */
  close(): Promise<void>;
}

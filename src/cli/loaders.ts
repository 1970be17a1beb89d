// Where each command's work is: loaded only when it runs, so that a command starts as fast as its own modules.
import type { CommandRun } from './invocation.js';

/** By the name of the command's row; `vivarium` is what the bare program does. */
export const loaders: Readonly<Record<string, () => Promise<CommandRun>>> = {
  vivarium: async () => (await import('./commands/shell.js')).shell,
  run: async () => (await import('./commands/run.js')).run,
  sh: async () => (await import('./commands/sh.js')).sh,
  top: async () => (await import('./commands/top.js')).top,
  demo: async () => (await import('./commands/demo.js')).demo,
  report: async () => (await import('./commands/report.js')).report,
  compare: async () => (await import('./commands/compare.js')).compare,
  cc: async () => (await import('./commands/cc.js')).cc,
  profiles: async () => (await import('./commands/profiles.js')).profiles,
  trace: async () => (await import('./commands/trace.js')).trace,
  study: async () => (await import('./commands/study.js')).study,
  completion: async () => (await import('./commands/completion.js')).completion,
};

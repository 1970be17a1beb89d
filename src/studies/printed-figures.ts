// Figures from what a program printed: lines `name: value`. Knows no study.
import type { RunResult } from './run.js';
import type { Figures } from './study.js';

const line = /^([A-Za-z][\w -]*?)\s*:\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/;

/** All lines of the form `name: value`; other lines are left out. */
export function printedFigures({ stdout }: Pick<RunResult, 'stdout'>): Figures {
  const matches = stdout.split('\n').flatMap((text) => {
    const match = line.exec(text);
    return match === null ? [] : [[match[1] ?? '', Number(match[2])] as const];
  });
  return Object.fromEntries(matches);
}

/** The named ones; a missing one is NaN, which the study's runner reports. */
export function figuresNamed(names: readonly string[]): (result: Pick<RunResult, 'stdout'>) => Figures {
  return (result) => {
    const all = printedFigures(result);
    return Object.fromEntries(names.map((name) => [name, all[name] ?? Number.NaN]));
  };
}

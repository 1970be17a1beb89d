// Runs a study's grid: from the cache what is known, from the executor the rest. Knows no terminal and no clock.
import { readFileSync } from 'node:fs';
import { userlandPrograms } from '../stores/userland.js';
import type { Executor } from './executor.js';
import { judge } from './judge.js';
import { grid } from './parameters.js';
import { type ResultCache, runKey } from './result-cache.js';
import type { RunResult, RunSpec, RunTask, StudyBoot } from './run.js';
import type { Figures, Point, Row, Study, Value, Verdict } from './study.js';

/** What a study's program is: its path inside the system, and the host's file when it is none of the userland. */
export interface StudyPlan {
  readonly study: Study;
  readonly axes: ReadonlyMap<string, readonly Value[]>;
  /** Options of every boot, over the study's own. */
  readonly boot: StudyBoot;
  /** Program from the host's disk; undefined: one of /bin. */
  readonly programFile?: string | undefined;
  readonly executor: Executor;
  readonly cache: ResultCache;
  /** Version of the code, part of every key. */
  readonly version: string;
  readonly signal?: AbortSignal;
  /** Told after each point. */
  readonly progress?: (done: number, all: number, fromCache: boolean) => void;
}

export interface StudyOutcome {
  readonly rows: readonly Row[];
  /** Points of the grid; more than there are rows when it was interrupted. */
  readonly points: number;
  /** Undefined when it was interrupted. */
  readonly verdict: Verdict | undefined;
}

/** Run that gave no figures. `where` names the point. */
export class RunFailure extends Error {
  readonly where: string;

  constructor(what: string, where: string) {
    super(what);
    this.where = where;
  }
}

function pointText(point: Point): string {
  return Object.entries(point)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

function bytesOf(path: string, programFile: string | undefined): Uint8Array {
  if (programFile !== undefined) return readFileSync(programFile);
  const found = userlandPrograms().find(({ name }) => path === `/bin/${name}`);
  if (found === undefined) throw new RunFailure(`no program ${path}`, 'the study');
  return found.load();
}

function defined(options: StudyBoot): StudyBoot {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** What is run at `point`: options of the user go over the study's own. */
function specAt({ study, boot }: Pick<StudyPlan, 'study' | 'boot'>, point: Point): RunSpec {
  const spec = study.program(point);
  return { ...spec, boot: { ...spec.boot, ...defined(boot) } };
}

function checkedFigures(study: Study, result: RunResult, point: Point): Figures {
  if (result.exit !== undefined && result.exit !== 0)
    throw new RunFailure(`the program ended with status ${result.exit}`, pointText(point));
  const figures = study.figures(result, point);
  if (Object.keys(figures).length === 0) throw new RunFailure("the program printed no line 'name: value'", pointText(point));
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) throw new RunFailure(`the program printed no number '${name}'`, pointText(point));
  }
  return figures;
}

async function resultOf(plan: StudyPlan, spec: RunSpec): Promise<{ result: RunResult; cached: boolean } | undefined> {
  const elf = bytesOf(spec.path, plan.programFile);
  const key = runKey(spec, elf, plan.version);
  const known = plan.cache.get(key);
  if (known !== undefined) return { result: known, cached: true };
  const task: RunTask = plan.programFile === undefined ? { spec } : { spec, elf };
  try {
    const result = await plan.executor.run(task, plan.signal);
    plan.cache.put(key, result);
    return { result, cached: false };
  } catch (error) {
    if (plan.signal?.aborted) return undefined;
    throw error;
  }
}

/**
 * Runs all points. Rows stand in the grid's order, however the executor ordered the work; after an abort those that were done remain.
 *
 * @throws RunFailure when a program fails
 */
export async function runStudy(plan: StudyPlan): Promise<StudyOutcome> {
  const { study } = plan;
  const points = grid(plan.axes);
  let done = 0;
  const rows = await Promise.all(
    points.map(async (point): Promise<Row | undefined> => {
      const spec = specAt(plan, point);
      const found = await resultOf(plan, spec);
      if (found === undefined) return undefined;
      plan.progress?.(++done, points.length, found.cached);
      return { point, figures: checkedFigures(study, found.result, point) };
    }),
  );
  const finished = rows.filter((row) => row !== undefined);
  return {
    rows: finished,
    points: points.length,
    verdict: finished.length === points.length ? judge(study, finished, (point) => specAt(plan, point).boot) : undefined,
  };
}

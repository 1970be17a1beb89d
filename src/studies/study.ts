// What a study is: a question to the machine, as plain data and pure functions. Knows no executor and no report.
import type { Profile } from '../machine/profiles.js';
import type { RunResult, RunSpec } from './run.js';

/** A parameter's value, as a user types it. */
export type Value = number | string;

/** One choice of a value for every parameter. */
export type Point = Readonly<Record<string, Value>>;

/** Measured numbers by name. A name's unit is fixed by `Study.units` or is in the name. */
export type Figures = Readonly<Record<string, number>>;

/** What may be varied. A number has `low` and `high`, a word its `choices`. */
export interface Parameter {
  readonly summary: string;
  readonly initial: Value;
  /** `bytes` are typed as 64K too. */
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
  readonly choices?: readonly string[];
}

/** One point of the grid and what was measured there. */
export interface Row {
  readonly point: Point;
  readonly figures: Figures;
}

/** Whether the measurement lies in the acceptance range; both sides in words. */
export interface Verdict {
  readonly ok: boolean;
  readonly range: string;
  readonly measured: string;
  /** There is nothing to judge: the points that it speaks of were not run, or it speaks of another machine. */
  readonly missing?: boolean;
}

/** Which columns the chart shows: `y` over `x`, one line for each value of `series`. */
export interface ChartPlan {
  readonly x: string;
  readonly y: string;
  readonly series?: string;
  /** One bar for each value of `x`, whose distances mean nothing. */
  readonly bars?: boolean;
  readonly logX?: boolean;
  readonly logY?: boolean;
}

export interface Study {
  readonly name: string;
  readonly question: string;
  readonly prediction: string;
  /** It shows caches: without the timing model its lines are flat. */
  readonly needsTiming?: boolean;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Names of those that are its own, when fields of the machine were added to them. */
  readonly ownParameters?: readonly string[];
  /** Parameter -> the values that it takes; all combinations are run, the last key fastest. */
  readonly sweep: Readonly<Record<string, readonly Value[]>>;
  readonly program: (point: Point) => RunSpec;
  readonly figures: (result: RunResult, point: Point) => Figures;
  /** Of the rows of one machine, which `profile` describes. */
  readonly verdict: (rows: readonly Row[], profile: Profile) => Verdict;
  /** Its ranges hold for profile `textbook` only: of other machines nothing is judged. */
  readonly textbookOnly?: boolean;
  readonly chart: ChartPlan;
  /** Unit by figure, for heads and axes. */
  readonly units: Readonly<Record<string, string>>;
  readonly teaches: string;
  /** What a reader of the verdict should know: where the model and real machines differ. */
  readonly note?: string;
}

/** The number that `point` has for `name`. */
export function numberAt(point: Point, name: string): number {
  const value = point[name];
  if (typeof value !== 'number') throw new Error(`study: ${name} is no number at this point`);
  return value;
}

/** The text of `point`'s value for `name`, as a program's argument. */
export function wordAt(point: Point, name: string): string {
  const value = point[name];
  if (value === undefined) throw new Error(`study: there is no parameter ${name}`);
  return String(value);
}

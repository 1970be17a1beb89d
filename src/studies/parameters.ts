// Reads what a user sets and sweeps, and makes the grid of it. Knows no study by name.
import { parameterPaths } from '../machine/profile-parameters.js';
import { nearNames } from './near-names.js';
import type { Parameter, Point, Study, Value } from './study.js';

/** What is wrong with a wish of the user, as the cli prints it: what, where, what to do. */
export interface Problem {
  readonly problem: { readonly what: string; readonly where: string; readonly remedy: string };
}

export function problem(what: string, where: string, remedy: string): Problem {
  return { problem: { what, where, remedy } };
}

/** Name of a parameter and what was typed for it: one value to set, several to sweep. */
export interface Setting {
  readonly key: string;
  readonly values: readonly string[];
}

/** More points than this are a mistake of typing. */
const mostPoints = 10_000;

/** What a letter behind a number multiplies by, for units that take one. */
const multiples: Readonly<Record<string, number>> = { bytes: 1024, Hz: 1000 };
const letters = ['', 'K', 'M', 'G'];

/** 64K of bytes is 65536, 1.5G of Hz 1500000000. */
export function parseNumber(text: string, parameter: Parameter): number | undefined {
  const match = /^(-?\d{1,15}(?:\.\d{1,9})?)([KMG]?)$/.exec(text);
  const multiple = multiples[parameter.unit];
  if (match === null || (match[2] !== '' && multiple === undefined)) return undefined;
  const value = Number(match[1]) * (multiple ?? 1) ** letters.indexOf(match[2] ?? '');
  return value >= (parameter.low ?? -Infinity) && value <= (parameter.high ?? Infinity) ? value : undefined;
}

/** The value that `text` stands for, or undefined when the parameter cannot take it. */
export function parseValue(text: string, parameter: Parameter): Value | undefined {
  if (typeof parameter.initial === 'number') return parseNumber(text, parameter);
  return parameter.choices === undefined || parameter.choices.includes(text) ? text : undefined;
}

/** What the parameter takes, as the end of a sentence. */
export function accepted(parameter: Parameter): string {
  if (parameter.choices !== undefined) return parameter.choices.join(', ');
  if (typeof parameter.initial === 'string') return 'a word';
  return `a number${parameter.low === undefined ? '' : ` from ${parameter.low} to ${parameter.high ?? 'any'}`} (${parameter.unit})`;
}

/** The names that are near, and where the others stand. */
function remedyFor(study: Study, key: string): string {
  const near = nearNames(key, [...Object.keys(study.parameters), ...parameterPaths]);
  const guess = near.length === 0 ? '' : `near are ${near.join(', ')}; `;
  return `${guess}study ${study.name} has ${Object.keys(study.parameters).join(', ')}; "vivarium profiles --show textbook" lists the machine's`;
}

function parseSetting(study: Study, option: string, { key, values }: Setting): Value[] | Problem {
  const parameter = study.parameters[key];
  if (parameter === undefined || !Object.hasOwn(study.parameters, key)) {
    return problem(`unknown parameter '${key}'`, `option ${option}`, remedyFor(study, key));
  }
  const parsed: Value[] = [];
  for (const text of values) {
    const value = parseValue(text, parameter);
    if (value === undefined) return problem(`bad value '${text}' for ${key}`, `option ${option}`, `give ${accepted(parameter)}`);
    if (!parsed.includes(value)) parsed.push(value);
  }
  return parsed;
}

/** The values of each parameter after the user's wishes: a set one has one, a swept one several. */
export function axes(study: Study, sets: readonly Setting[], sweeps: readonly Setting[]): Map<string, readonly Value[]> | Problem {
  const chosen = new Map<string, readonly Value[]>();
  for (const [key, values] of Object.entries(study.sweep)) chosen.set(key, values);
  for (const [key, { initial }] of Object.entries(study.parameters)) if (!chosen.has(key)) chosen.set(key, [initial]);
  for (const [option, settings] of [['--set', sets] as const, ['--sweep', sweeps] as const]) {
    for (const setting of settings) {
      const values = parseSetting(study, option, setting);
      if ('problem' in values) return values;
      chosen.set(setting.key, values);
    }
  }
  const points = [...chosen.values()].reduce((product, values) => product * values.length, 1);
  return points > mostPoints ? problem(`${points} points`, 'option --sweep', `give at most ${mostPoints} in all`) : chosen;
}

/** All combinations in the order of the axes, the last one fastest. */
export function grid(chosen: ReadonlyMap<string, readonly Value[]>): Point[] {
  let points: Record<string, Value>[] = [{}];
  for (const [key, values] of chosen) points = points.flatMap((point) => values.map((value) => ({ ...point, [key]: value })));
  return points;
}

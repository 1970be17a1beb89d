// A study that a user wrote, from JSON: checked, and made into the same object as a built-in one. Reads no file.
import { policies } from '../kernel/sched/policies.js';
import { isPolicyText } from '../kernel/sched/policy-text.js';
import { profiles } from '../machine/profiles.js';
import { isMachineKey } from './machine-parameters.js';
import { problem, type Problem } from './parameters.js';
import { printedFigures } from './printed-figures.js';
import { figureOf } from './rows.js';
import type { StudyBoot } from './run.js';
import type { Figures, Parameter, Point, Row, Study, Value, Verdict } from './study.js';

/** A study and, when its program lies on the host's disk, the path as it was written. */
export interface LoadedStudy {
  readonly study: Study;
  readonly program?: string;
  /** A machine that is none of the built-in ones, as it was written: the path of a file, or its fields. */
  readonly machine?: unknown;
}

interface Accept {
  readonly figure: string;
  readonly low: number;
  readonly high: number;
}

/** The file's fields, checked. */
interface UserFields {
  readonly program: string;
  readonly args: readonly string[];
  readonly sweep: Readonly<Record<string, readonly Value[]>>;
  readonly set: Readonly<Record<string, Value>>;
  readonly boot: StudyBoot;
  readonly figures: readonly string[] | undefined;
  readonly accept: Accept | undefined;
  readonly texts: Readonly<Record<string, string | undefined>>;
}

type Json = Readonly<Record<string, unknown>>;

const known = ['name', 'question', 'prediction', 'teaches', 'program', 'args', 'sweep', 'set', 'boot', 'figures', 'accept'];

/** What boot takes, and what a value of it is. */
const bootKeys: Readonly<Record<string, (value: unknown) => boolean>> = {
  cores: isCount,
  seed: isCount,
  memoryBytes: isCount,
  quantumNs: isCount,
  tickNs: isCount,
  policy: (value) => typeof value === 'string' && isPolicyText(value),
  balance: isTruth,
  asid: isTruth,
  pcb: (value) => value === 'lazy' || value === 'eager',
  profile: (value) => isObject(value) || (typeof value === 'string' && (Object.hasOwn(profiles, value) || value.endsWith('.json'))),
  timing: (value) => value === 'full' || value === 'none',
  aslr: isTruth,
};

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTruth(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

function isSweep(value: unknown): value is Record<string, Value[]> {
  return isObject(value) && Object.values(value).every((values) => Array.isArray(values) && values.length > 0 && values.every(isValue));
}

/** What a field must be; told to the user when it is not. */
const shapes: readonly (readonly [field: string, fits: (value: unknown) => boolean, form: string])[] = [
  ['program', (value) => typeof value === 'string' && value !== '', 'a program: "/bin/NAME" inside the system, or a host file'],
  ['args', (value) => value === undefined || isWords(value), 'a list of words; {key} stands for a swept value'],
  ['sweep', isSweep, 'an object: key -> list of numbers or words'],
  ['set', (value) => value === undefined || (isObject(value) && Object.values(value).every(isValue)), 'an object: key -> number or word'],
  ['figures', (value) => value === undefined || isWords(value), 'a list of the names that the program prints'],
  ['accept', (value) => value === undefined || isAccept(value), 'an object with figure, low and high'],
  ...['name', 'question', 'prediction', 'teaches'].map(
    (field) => [field, (value: unknown) => value === undefined || typeof value === 'string', 'a text'] as const,
  ),
];

function isAccept(value: unknown): value is Accept {
  return isObject(value) && typeof value['figure'] === 'string' && typeof value['low'] === 'number' && typeof value['high'] === 'number';
}

function bootProblem(boot: unknown, file: string): Problem | undefined {
  if (boot === undefined) return undefined;
  if (!isObject(boot)) return problem('boot is no object', file, `give any of ${Object.keys(bootKeys).join(', ')}`);
  const wrong = Object.entries(boot).find(([key, value]) => !(Object.hasOwn(bootKeys, key) && bootKeys[key]?.(value)));
  if (wrong === undefined) return undefined;
  const remedy = `give any of ${Object.keys(bootKeys).join(', ')} (policies: ${Object.keys(policies).join(', ')})`;
  return problem(`bad boot option '${wrong[0]}'`, file, remedy);
}

function fieldProblem(json: Json, file: string): Problem | undefined {
  const stranger = Object.keys(json).find((key) => !known.includes(key));
  if (stranger !== undefined) return problem(`unknown field '${stranger}'`, file, `a study has ${known.join(', ')}`);
  const bad = shapes.find(([field, fits]) => !fits(json[field]));
  if (bad !== undefined) return problem(`field '${bad[0]}' is missing or wrong`, file, `give ${bad[2]}`);
  return bootProblem(json['boot'], file) ?? placeProblem(json, file);
}

/** A `{key}` in the arguments that stands for nothing. */
function placeProblem(json: Json, file: string): Problem | undefined {
  const keys = [...Object.keys(json['sweep'] ?? {}), ...Object.keys(json['set'] ?? {})];
  const places = ((json['args'] ?? []) as string[]).flatMap((word) => [...word.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''));
  const lost = places.find((key) => !keys.includes(key));
  return lost === undefined ? undefined : problem(`'{${lost}}' in args stands for nothing`, file, `name it in sweep or set`);
}

function fieldsOf(json: Json): UserFields {
  return {
    program: json['program'] as string,
    args: (json['args'] ?? []) as string[],
    sweep: json['sweep'] as Record<string, Value[]>,
    set: (json['set'] ?? {}) as Record<string, Value>,
    boot: (json['boot'] ?? {}) as StudyBoot,
    figures: json['figures'] as string[] | undefined,
    accept: json['accept'] as Accept | undefined,
    texts: json as Record<string, string | undefined>,
  };
}

/** Those of the program; fields of the machine that no argument names are left to `withMachineParameters`. */
function parametersOf({ args, sweep, set }: UserFields): Record<string, Parameter> {
  const row = (key: string, initial: Value): [string, Parameter] => [key, { summary: key, initial, unit: key }];
  const fixed = Object.entries(set).map(([key, value]) => row(key, value));
  const all = [...fixed, ...Object.entries(sweep).map(([key, values]) => row(key, set[key] ?? values[0] ?? 0))];
  return Object.fromEntries(all.filter(([key]) => !isMachineKey(key) || args.some((word) => word.includes(`{${key}}`))));
}

/** A swept key has its values, a set one that one. */
function sweepOf({ sweep, set }: UserFields): Record<string, readonly Value[]> {
  const fixed = Object.entries(set).filter(([key]) => isMachineKey(key) && !Object.hasOwn(sweep, key));
  return { ...sweep, ...Object.fromEntries(fixed.map(([key, value]) => [key, [value]])) };
}

/** The boot options without a machine that has to be read first. */
function bootOf({ profile, ...boot }: StudyBoot): { readonly boot: StudyBoot; readonly machine?: unknown } {
  if (profile === undefined) return { boot };
  return typeof profile === 'string' && Object.hasOwn(profiles, profile) ? { boot: { ...boot, profile } } : { boot, machine: profile };
}

function filled(word: string, point: Point): string {
  return word.replace(/\{(\w+)\}/g, (whole, key: string) => String(point[key] ?? whole));
}

/** A missing one is NaN, which the study's runner reports. */
function chosenFigures(all: Figures, { figures, accept }: UserFields): Figures {
  const judged = accept === undefined ? [] : [accept.figure];
  const names = new Set([...(figures ?? Object.keys(all)), ...judged]);
  return Object.fromEntries([...names].map((name) => [name, all[name] ?? Number.NaN]));
}

function judge(rows: readonly Row[], accept: Accept | undefined): Verdict {
  if (accept === undefined) return { ok: true, range: 'anything: the study names no range', measured: `${rows.length} points` };
  const values = rows.map((row) => figureOf(row, accept.figure));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = `${accept.figure} from ${accept.low} to ${accept.high}`;
  return { ok: least >= accept.low && most <= accept.high, range, measured: `${accept.figure} from ${least} to ${most}` };
}

function build(fields: UserFields, file: string): LoadedStudy {
  const { program, args, sweep, figures, accept, texts } = fields;
  const { boot, ...machine } = bootOf(fields.boot);
  const bare = file.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const inside = program.startsWith('/bin/');
  const path = inside ? program : `/root/${program.replace(/^.*\//, '')}`;
  const study: Study = {
    name: texts['name'] ?? bare,
    question: texts['question'] ?? `What does ${program} do?`,
    prediction: texts['prediction'] ?? 'none',
    teaches: texts['teaches'] ?? '-',
    parameters: parametersOf(fields),
    sweep: sweepOf(fields),
    program: (point) => ({ path, args: args.map((word) => filled(word, point)), boot }),
    figures: (result) => chosenFigures(printedFigures(result), fields),
    verdict: (rows) => judge(rows, accept),
    chart: { x: Object.keys(sweep)[0] ?? '', y: accept?.figure ?? figures?.[0] ?? '' },
    units: {},
  };
  return { study, ...machine, ...(inside ? {} : { program }) };
}

/** The study that `text` describes; `file` names it in complaints. */
export function userStudy(text: string, file: string): LoadedStudy | Problem {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return problem(`no JSON: ${error instanceof Error ? error.message : String(error)}`, file, 'correct it');
  }
  if (!isObject(json)) return problem('no JSON object', file, `a study has ${known.join(', ')}`);
  return fieldProblem(json, file) ?? build(fieldsOf(json), file);
}

/** Whether a module's export can be used as a study. */
export function isStudy(value: unknown): value is Study {
  if (!isObject(value)) return false;
  const functions = ['program', 'figures', 'verdict'].every((name) => typeof value[name] === 'function');
  return functions && typeof value['name'] === 'string' && ['parameters', 'sweep', 'chart', 'units'].every((name) => isObject(value[name]));
}

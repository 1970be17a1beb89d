// A policy with its parameters as people write it: `mlfq:levels=4,boost=1s`. Reads the rows of the policies, knows no option.
import { isPolicyName, type PolicyName, policies, policyNamed } from './policies.js';
import type { PolicyParameter } from './policy.js';
import { parseTime, timeText } from './time-text.js';

/** `rr`, or `rr:slice=5ms`: a name, then parameters. */
export type PolicyText = PolicyName | `${PolicyName}:${string}`;

/** A policy and the parameters that were named. */
export interface PolicyChoice {
  readonly name: PolicyName;
  readonly given: Readonly<Record<string, number>>;
}

/** What a right text is, as the end of a sentence that begins with "give". */
export interface PolicyRefusal {
  readonly remedy: string;
}

export const policyNames = Object.keys(policies) as PolicyName[];

function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** What stands for a policy in general. */
export const policyAccepts = `${listed(policyNames, 'or')}, with parameters after a colon, such as mlfq:levels=4,boost=1s`;

export function isPolicyText(text: string): text is PolicyText {
  return 'name' in parsePolicy(text);
}

/** The policy and the values that `text` means, or what it should have been. */
export function parsePolicy(text: string): PolicyChoice | PolicyRefusal {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  if (!isPolicyName(name)) return { remedy: policyAccepts };
  const given: Record<string, number> = {};
  if (colon === -1) return { name, given };
  for (const part of text.slice(colon + 1).split(',')) {
    const [key = '', value, ...rest] = part.split('=');
    const row = policyNamed(name).parameters.find((parameter) => parameter.name === key);
    if (row === undefined || Object.hasOwn(given, key)) return { remedy: parametersAccepted(name) };
    const number = rest.length > 0 || value === undefined ? undefined : parseValue(row, value);
    if (number === undefined) return { remedy: `${key} of ${name} as ${valueAccepted(row)}` };
    given[key] = number;
  }
  return { name, given };
}

function parametersAccepted(name: PolicyName): string {
  const { parameters } = policyNamed(name);
  if (parameters.length === 0) return `${name} alone: it has no parameters`;
  return `${name} with ${listed(
    parameters.map((row) => row.name),
    'and',
  )}, each at most once, such as ${name}:${parameters.map((row) => `${row.name}=${valueText(row, row.initial)}`).join(',')}`;
}

function parseValue(row: PolicyParameter, text: string): number | undefined {
  const value = unitReaders[row.unit](text);
  return value !== undefined && value >= row.lowest && value <= row.highest ? value : undefined;
}

function parseCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

const unitReaders: Readonly<Record<PolicyParameter['unit'], (text: string) => number | undefined>> = {
  time: parseTime,
  count: parseCount,
  percent: (text) => parseCount(text.endsWith('%') ? text.slice(0, -1) : text),
  switch: (text) => ({ on: 1, off: 0 })[text],
};

/** A value as the text takes it. */
export function valueText({ unit }: PolicyParameter, value: number): string {
  if (unit === 'time') return timeText(value);
  if (unit === 'switch') return value === 0 ? 'off' : 'on';
  return unit === 'percent' ? `${value}%` : `${value}`;
}

function valueAccepted(row: PolicyParameter): string {
  if (row.unit === 'switch') return 'on or off';
  const kind = row.unit === 'time' ? 'a time' : 'a whole number';
  return `${kind} from ${valueText(row, row.lowest)} to ${valueText(row, row.highest)}, such as ${valueText(row, row.initial)}`;
}

/** Every parameter of the policy: as given, else the quantum where one is meant, else the row's own. */
export function policyValues({ name, given }: PolicyChoice, quantumNs?: number): Readonly<Record<string, number>> {
  const { parameters, quantum } = policyNamed(name);
  const initial = (row: PolicyParameter): number => (row.name === quantum && quantumNs !== undefined ? quantumNs : row.initial);
  return Object.fromEntries(parameters.map((row) => [row.name, given[row.name] ?? initial(row)]));
}

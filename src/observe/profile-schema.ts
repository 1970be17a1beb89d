// What a profile's file is: its schema, for reading one and for publishing, made from the rows of the parameters. Knows no file.
import * as z from 'zod';
import { type EventCost, eventCosts, instructionCosts } from '../machine/cost-model.js';
import type { InstructionClass } from '../machine/isa/instruction.js';
import { profileNamePattern, profileProblem } from '../machine/profile-check.js';
import { acceptedValues, fieldAt, type ParameterPath, profileParameters } from '../machine/profile-parameters.js';
import type { Semantics } from '../machine/memory/hierarchy/access-rules.js';
import type { GeometryProblem, Replacement } from '../machine/memory/hierarchy/geometry.js';
import type { Profile } from '../machine/profiles.js';

function describedBy(path: ParameterPath): string {
  const { summary, unit } = profileParameters[path];
  return `${summary}; ${unit}`;
}

function number(path: ParameterPath): z.ZodNumber {
  const { values } = profileParameters[path];
  if (typeof values !== 'object' || !('least' in values)) throw new Error(`${path} is no number`);
  return z.number().int().min(values.least).max(values.most).describe(describedBy(path));
}

function word<Word extends string>(path: ParameterPath): z.ZodType<Word> {
  return z.enum(profileParameters[path].values as readonly Word[]).describe(describedBy(path));
}

function truth(path: ParameterPath): z.ZodBoolean {
  return z.boolean().describe(describedBy(path));
}

function cache<Name extends 'l1i' | 'l1d' | 'l2' | 'l3'>(name: Name) {
  return {
    sizeBytes: number(`hierarchy.${name}.sizeBytes`),
    ways: number(`hierarchy.${name}.ways`),
    latencyCycles: number(`hierarchy.${name}.latencyCycles`),
    replacement: word<Replacement>(`hierarchy.${name}.replacement`),
  };
}

function tlb<Name extends 'itlb' | 'dtlb' | 'l2tlb'>(name: Name) {
  return z.strictObject({
    entries: number(`hierarchy.${name}.entries`),
    ways: number(`hierarchy.${name}.ways`),
    replacement: word<Replacement>(`hierarchy.${name}.replacement`),
    latencyCycles: number(`hierarchy.${name}.latencyCycles`),
  });
}

const hierarchy = z.strictObject({
  semantics: word<Semantics>('hierarchy.semantics').optional(),
  lineBytes: number('hierarchy.lineBytes'),
  l1i: z.strictObject(cache('l1i')),
  l1d: z.strictObject(cache('l1d')),
  l2: z.strictObject({ ...cache('l2'), shared: truth('hierarchy.l2.shared') }).optional(),
  l3: z.strictObject(cache('l3')).optional(),
  dramCycles: number('hierarchy.dramCycles'),
  sequentialOverlap: number('hierarchy.sequentialOverlap'),
  itlb: tlb('itlb'),
  dtlb: tlb('dtlb'),
  l2tlb: tlb('l2tlb').optional(),
  walkCycles: number('hierarchy.walkCycles'),
  asid: truth('hierarchy.asid'),
});

function optionalNumbers<Name extends string>(names: readonly Name[], path: (name: Name) => ParameterPath) {
  const fields = names.map((name) => [name, number(path(name)).optional()]);
  return Object.fromEntries(fields) as Record<Name, z.ZodOptional<z.ZodNumber>>;
}

const events = optionalNumbers(Object.keys(eventCosts) as EventCost[], (name) => `events.${name}`);
const instructions = optionalNumbers(Object.keys(instructionCosts) as InstructionClass[], (name) => `instructions.${name}`);

const profileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('for editors; not read'),
    name: z.string().regex(profileNamePattern).describe('shown in /proc and reports'),
    summary: z.string().default(''),
    frequencyHz: number('frequencyHz'),
    harts: number('harts'),
    issueWidth: number('issueWidth').default(1),
    hierarchy,
    instructions: z.strictObject(instructions).default({}).describe('cycles that differ from the default ones'),
    events: z.strictObject(events).default({}).describe('cycles that differ from the default ones'),
    source: z.string().default('given by the user').describe('who says so'),
  })
  .describe('A machine for Vivarium: clock, cores, caches, TLBs, and what the border of the kernel costs.');

/** The published JSON Schema. */
export function profileJsonSchema(): object {
  return z.toJSONSchema(profileSchema, { target: 'draft-2020-12', io: 'input' });
}

function isParameter(path: string): path is ParameterPath {
  return Object.hasOwn(profileParameters, path);
}

function problemOfIssue(issue: z.core.$ZodIssue, json: unknown): GeometryProblem {
  if (issue.code === 'unrecognized_keys') {
    return { path: [...issue.path, issue.keys[0] ?? ''].join('.'), problem: 'there is no such field' };
  }
  const path = issue.path.join('.');
  const value = fieldAt(json, issue.path);
  if (value === undefined) return { path, problem: 'is missing' };
  const accepted = isParameter(path) ? acceptedValues(profileParameters[path]) : undefined;
  return { path: path || 'the whole', problem: accepted === undefined ? issue.message : `${JSON.stringify(value)} is not ${accepted}` };
}

/** The profile that `json` describes, or the first field that is wrong. */
export function profileFromJson(json: unknown): { readonly profile: Profile } | { readonly wrong: GeometryProblem } {
  const result = profileSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    return { wrong: issue === undefined ? { path: 'the whole', problem: 'wrong shape' } : problemOfIssue(issue, json) };
  }
  const { $schema: _, ...profile } = result.data;
  const wrong = profileProblem(profile as Profile);
  return wrong === undefined ? { profile: profile as Profile } : { wrong };
}

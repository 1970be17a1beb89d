// Profiles as JSON, by loops: every built-in one comes back, every wrong field is named by its path.
import { describe, expect, test } from 'vitest';
import { fieldAt, parameterPaths, profileParameters } from '../../src/machine/profile-parameters.js';
import { type Profile, profiles } from '../../src/machine/profiles.js';
import { profileFromJson, profileJsonSchema } from '../../src/observe/profile-schema.js';

const builtIn: readonly Profile[] = Object.values(profiles);

/** A copy of the server's profile in which `path` is `value`; undefined: left out. */
function changed(path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(profiles.server));
  const keys = path.split('.');
  const parent = fieldAt(copy, keys.slice(0, -1)) as Record<string, unknown>;
  parent[keys.at(-1) ?? ''] = value;
  return JSON.parse(JSON.stringify(copy));
}

function problemOf(json: unknown): string {
  const read = profileFromJson(json);
  return 'wrong' in read ? `${read.wrong.path}: ${read.wrong.problem}` : 'none';
}

describe.each(builtIn)('profile $name', (profile) => {
  test('comes back from JSON as it was', () => {
    expect(profileFromJson(JSON.parse(JSON.stringify(profile)))).toEqual({ profile });
  });

  test.each(parameterPaths)('says who says so for %s', (path) => {
    if (fieldAt(profile, path.split('.')) !== undefined) expect(Object.keys(profileParameters[path].source)).toContain(profile.name);
  });
});

describe.each(parameterPaths)('field %s', (path) => {
  const { values } = profileParameters[path];
  const range = typeof values === 'object' && 'least' in values ? [values.least - 1, values.most + 1, values.least + 0.5] : [];

  test.each(['x', null, [], {}, ...range])('%j is refused with its path', (value) => {
    expect(problemOf(changed(path, value))).toMatch(new RegExp(`^${path}: .* is not .+`));
  });

  test('is missed unless it has a default', () => {
    const hasDefault = /^(events|instructions)\.|^issueWidth$/.test(path) || profileParameters[path].otherwise !== undefined;
    expect(problemOf(changed(path, undefined))).toBe(hasDefault ? 'none' : `${path}: is missing`);
  });
});

const wrong: readonly (readonly [path: string, value: unknown, problem: string])[] = [
  ['hierarchy.l1d.ways', 3, 'hierarchy.l1d.ways: 512 lines in 3 ways give no power of two of sets'],
  ['hierarchy.l1i.sizeBytes', 1000, 'hierarchy.l1i.sizeBytes: 1000 is not a whole number of lines of 64 bytes'],
  ['hierarchy.lineBytes', 48, 'hierarchy.lineBytes: 48 is not a power of two from 16 to 512'],
  ['hierarchy.sequentialOverlap', 3, 'hierarchy.sequentialOverlap: 3 is not a power of two from 1 to 64'],
  ['hierarchy.l2.latencyCycles', 2, 'hierarchy.l2.latencyCycles: 2 cycles are fewer than the 4 of a level nearer to the core'],
  ['hierarchy.dramCycles', 50, 'hierarchy.dramCycles: 50 cycles are fewer than the 68 of a level nearer to the core'],
  ['hierarchy.l2.sizeBytes', 2 ** 29, 'hierarchy: caches with so many lines find no room on a machine of 64 cores'],
  ['hierarchy.l1d', undefined, 'hierarchy.l1d: is missing'],
  ['hierarchy', undefined, 'hierarchy: is missing'],
  ['hierarchy.semantics', 'qemu-cache-plugin', 'hierarchy.l3: the semantics of qemu-cache-plugin have no third level'],
  ['hierarchy.semantics', 'machine', 'none'],
  ['hierarchy.l4', {}, 'hierarchy.l4: there is no such field'],
  ['hierarchy.l3.shared', true, 'hierarchy.l3.shared: there is no such field'],
  ['events.trapentry', 1, 'events.trapentry: there is no such field'],
  ['cores', 4, 'cores: there is no such field'],
  ['hierarchy.l2', undefined, 'none'],
  ['hierarchy.l3', undefined, 'none'],
  ['hierarchy.l2tlb', undefined, 'none'],
  ['events', undefined, 'none'],
  ['summary', undefined, 'none'],
  ['source', undefined, 'none'],
  ['$schema', './profile.schema.json', 'none'],
];

test.each(wrong)('%s = %j: %s', (path, value, problem) => expect(problemOf(changed(path, value))).toBe(problem));

test.each(['', 'two words', 'line\nend', '-x', 'x'.repeat(33)])('name %j is refused', (name) => {
  expect(problemOf(changed('name', name))).toMatch(/^name: /);
});

test.each([null, 1, 'x', []])('%j is no profile', (json) => expect(problemOf(json)).toMatch(/^the whole: /));

/** The schema of the field at `path`. */
function publishedAt(path: string): unknown {
  return fieldAt(
    profileJsonSchema(),
    path.split('.').flatMap((key) => ['properties', key]),
  );
}

test.each(parameterPaths)('the JSON Schema describes %s and bounds it', (path) => {
  const { summary, unit, values } = profileParameters[path];
  const kind =
    values === 'boolean'
      ? { type: 'boolean' }
      : 'least' in values
        ? { type: 'integer', minimum: values.least, maximum: values.most }
        : { enum: values };
  expect(publishedAt(path)).toMatchObject({ description: `${summary}; ${unit}`, ...kind });
});

test('the JSON Schema is one of 2020-12, refuses other fields and needs only what has no default', () => {
  expect(profileJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    required: ['name', 'frequencyHz', 'harts', 'hierarchy'],
  });
});

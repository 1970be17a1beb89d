// Parameters of the machine in a study: any field of a profile can be set and swept by its path, like the study's own. Knows no study by name.
import { profileProblem } from '../machine/profile-check.js';
import { type ParameterPath, parameterValue, profileParameters } from '../machine/profile-parameters.js';
import { type Profile, profiles } from '../machine/profiles.js';
import { grid, parseNumber, problem, type Problem } from './parameters.js';
import type { StudyBoot } from './run.js';
import type { Parameter, Point, Study, Value } from './study.js';

export function isMachineKey(key: string): key is ParameterPath {
  return Object.hasOwn(profileParameters, key);
}

/** The keys of `point` that are the machine's and none of the study's own. */
export function machineKeysOf({ ownParameters }: Study, point: Point): ParameterPath[] {
  return Object.keys(point)
    .filter(isMachineKey)
    .filter((key) => !(ownParameters ?? []).includes(key));
}

/** The machine that `boot` asks for. */
export function profileOf({ profile = 'textbook' }: Pick<StudyBoot, 'profile'>): Profile {
  return typeof profile === 'string' ? profiles[profile] : profile;
}

/** A field of a profile as a study's parameter. */
function parameterOf(path: ParameterPath, base: Profile): Parameter {
  const { summary, unit, values } = profileParameters[path];
  const initial = parameterValue(base, path);
  if (values === 'boolean') return { summary, unit, initial: String(initial ?? false), choices: ['true', 'false'] };
  if ('least' in values) return { summary, unit, initial: Number(initial ?? values.least), low: values.least, high: values.most };
  return { summary, unit, initial: String(initial ?? values[0]), choices: values };
}

function fieldValue(path: ParameterPath, value: Value, base: Profile): unknown {
  if (profileParameters[path].values === 'boolean') return value === 'true' || value === 'false' ? value === 'true' : value;
  return typeof value === 'string' ? (parseNumber(value, parameterOf(path, base)) ?? value) : value;
}

/** `object` with `value` at `path`; what lies beside it stays. */
function withField(object: unknown, [key = '', ...rest]: readonly string[], value: unknown): object {
  const fields = (object ?? {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: rest.length === 0 ? value : withField(fields[key], rest, value) };
}

/** `base` with the fields that `point` gives. */
function variedProfile(base: Profile, point: Point, keys: readonly ParameterPath[]): Profile {
  const changed = keys.reduce<unknown>((profile, key) => withField(profile, key.split('.'), fieldValue(key, point[key] ?? '', base)), base);
  return { ...(changed as Profile), name: `${base.name.slice(0, 24)}-varied` };
}

/**
 * `study` with those of `keys` that are the machine's among its parameters: its runs boot the machine that each point describes.
 *
 * @param base the machine without them; left out: the study's own, or `textbook`
 */
export function withMachineParameters(study: Study, keys: readonly string[], base?: Profile): Study {
  const wanted = [...new Set(keys)].filter(isMachineKey).filter((key) => !Object.hasOwn(study.parameters, key));
  if (wanted.length === 0) return study;
  const known = base ?? profiles.textbook;
  return {
    ...study,
    ownParameters: Object.keys(study.parameters),
    parameters: { ...study.parameters, ...Object.fromEntries(wanted.map((key) => [key, parameterOf(key, known)])) },
    program: (point) => {
      const spec = study.program(point);
      const profile = variedProfile(base ?? profileOf(spec.boot), point, wanted);
      const cores = wanted.includes('harts') ? { cores: profile.harts } : {};
      return { ...spec, boot: { ...spec.boot, ...cores, profile } };
    },
  };
}

/** What is wrong with the first machine of the grid that cannot be; nothing has run yet. */
export function machineProblem(study: Study, axes: ReadonlyMap<string, readonly Value[]>): Problem | undefined {
  const seen = new Set<string>();
  for (const point of grid(axes)) {
    const keys = machineKeysOf(study, point);
    const where = keys.map((key) => `${key}=${point[key]}`).join(' ');
    if (keys.length === 0 || seen.has(where)) continue;
    seen.add(where);
    const wrong = profileProblem(profileOf(study.program(point).boot));
    if (wrong === undefined) continue;
    const reason = wrong.problem.replace(/^undefined is not/, 'is missing, too:');
    return problem(`no such machine: ${wrong.path} ${reason}`, where, 'give values that fit together');
  }
  return undefined;
}

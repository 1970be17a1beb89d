// Whether a profile describes a machine that can be. Knows values and geometry, not files.
import { cachesAddress, maximumHarts, maximumRamBytes } from './layout.js';
import { type GeometryProblem, geometryProblem, type Hierarchy } from './memory/hierarchy/geometry.js';
import { planHierarchy } from './memory/hierarchy/plan.js';
import { kernelImageBytes } from './memory/memory-path.js';
import { acceptedValues, fieldAt, parameterPaths, type ProfileParameter, profileParameters } from './profile-parameters.js';
import type { Profile } from './profiles.js';

/** What a profile may be called: a word, since /proc and reports show it as one. */
export const profileNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** All that is simulated lies in one 32-bit memory. */
const addressSpaceBytes = 2 ** 32;

function isAccepted({ values }: ProfileParameter, value: unknown): boolean {
  if (values === 'boolean') return typeof value === 'boolean';
  if ('least' in values) return Number.isInteger(value) && Number(value) >= values.least && Number(value) <= values.most;
  return values.includes(String(value));
}

/** Whether a field may be left out: a cost that has a default, or a part that the machine has not. */
function isLeftOut(profile: Profile, path: readonly string[], { otherwise }: ProfileParameter): boolean {
  const [group] = path;
  if (fieldAt(profile, path) !== undefined) return false;
  return otherwise !== undefined || group === 'events' || group === 'instructions' || fieldAt(profile, path.slice(0, -1)) === undefined;
}

function problemOfValues(profile: Profile): GeometryProblem | undefined {
  for (const path of parameterPaths) {
    const keys = path.split('.');
    const row = profileParameters[path];
    if (isLeftOut(profile, keys, row)) continue;
    const value = fieldAt(profile, keys);
    if (!isAccepted(row, value)) return { path, problem: `${JSON.stringify(value)} is not ${acceptedValues(row)}` };
  }
  return undefined;
}

/** Caches must find room on the largest machine, so that no choice of cores and RAM fails. */
function problemOfRoom(hierarchy: Hierarchy): GeometryProblem | undefined {
  const { end } = planHierarchy(hierarchy, maximumHarts, maximumRamBytes + kernelImageBytes, cachesAddress(maximumRamBytes));
  if (end <= addressSpaceBytes) return undefined;
  return { path: 'hierarchy', problem: `caches with so many lines find no room on a machine of ${maximumHarts} cores` };
}

/** The first field that cannot be, by its path, and why; undefined when all can. */
export function profileProblem(profile: Profile): GeometryProblem | undefined {
  if (!profileNamePattern.test(profile.name))
    return { path: 'name', problem: `${JSON.stringify(profile.name)} is not a word of up to 32 letters` };
  for (const part of ['hierarchy', 'hierarchy.l1i', 'hierarchy.l1d', 'hierarchy.itlb', 'hierarchy.dtlb', 'instructions', 'events'])
    if (fieldAt(profile, part.split('.')) === undefined) return { path: part, problem: 'is missing' };
  const wrong = problemOfValues(profile);
  if (wrong !== undefined) return wrong;
  const impossible = geometryProblem(profile.hierarchy);
  if (impossible !== undefined) return { ...impossible, path: `hierarchy.${impossible.path}` };
  return problemOfRoom(profile.hierarchy);
}

// Finds the profile that the user named: a built-in one or a JSON file, checked. Boots nothing.
import { type Profile, type ProfileName, profiles } from '../machine/profiles.js';
import { usageFailure, usageStatus } from './failure.js';
import { readHostFile } from './host-files.js';

/** What --profile takes: a name, or the path of a file. */
export type ProfileChoice = ProfileName | `${string}.json`;

export const profileNames = Object.keys(profiles) as ProfileName[];

const remedy = 'see "vivarium profiles --schema"; "vivarium profiles --show board --json" prints one to begin with';

/** Undefined: neither a name nor the path of a JSON file. */
export function parseProfile(text: string): ProfileChoice | undefined {
  if (text.endsWith('.json')) return text as ProfileChoice;
  return profileNames.find((name) => name === text);
}

function isName(choice: ProfileChoice): choice is ProfileName {
  return Object.hasOwn(profiles, choice);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageFailure('not JSON', `profile ${file}`, remedy);
  }
}

/**
 * The machine whose fields are `json`.
 *
 * @param where what holds them, for complaints
 * @throws CliFailure that names the field that is wrong
 */
export async function profileOfFields(json: unknown, where: string): Promise<Profile> {
  const { profileFromJson } = await import('../observe/profile-schema.js');
  const read = profileFromJson(json);
  if ('profile' in read) return read.profile;
  throw usageFailure(`${read.wrong.path}: ${read.wrong.problem}`, where, remedy);
}

/** @throws CliFailure that names the field that is wrong */
export async function profileFrom(choice: ProfileChoice): Promise<Profile> {
  if (isName(choice)) return profiles[choice];
  const where = `profile ${choice}`;
  return profileOfFields(parsed(new TextDecoder().decode(readHostFile(choice, where, usageStatus)), choice), where);
}

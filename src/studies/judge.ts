// A study's verdict on the rows of its grid, machine by machine. Knows no study by name.
import { type Profile, profiles } from '../machine/profiles.js';
import { machineKeysOf, profileOf } from './machine-parameters.js';
import type { StudyBoot } from './run.js';
import type { Point, Row, Study, Verdict } from './study.js';
import { noVerdict } from './verdicts.js';

/** One machine of the grid, what was run on it, and the verdict on that. */
interface Judged {
  readonly rows: readonly Row[];
  readonly verdict: Verdict;
}

/** What a machine is, whatever it is called. */
function identity({ name: _, summary: __, source: ___, ...machine }: Profile): string {
  return JSON.stringify(machine);
}

function judgeMachine(study: Study, rows: readonly Row[], profile: Profile): Verdict {
  if (study.textbookOnly !== true || identity(profile) === identity(profiles.textbook)) return study.verdict(rows, profile);
  return {
    ...noVerdict('the ranges of this study hold for profile textbook only'),
    measured: `${rows.length} points of another machine, not judged`,
  };
}

/** All machines as one verdict; those that are not as predicted are told one by one. */
function together(study: Study, machines: readonly Judged[]): Verdict {
  const told = machines.filter(({ verdict }) => verdict.missing !== true);
  const range = `on each of ${machines.length} machines what the study predicts of it`;
  if (told.length === 0) return noVerdict(range);
  const wrong = told.filter(({ verdict }) => !verdict.ok);
  const details = wrong.map(({ rows, verdict }) => {
    const point = rows[0]?.point ?? {};
    const machine = machineKeysOf(study, point).map((key) => `${key}=${point[key]}`);
    return `; with ${machine.join(' ')}: ${verdict.measured}, not ${verdict.range}`;
  });
  return { ok: wrong.length === 0, range, measured: `${told.length - wrong.length} of ${told.length} as predicted${details.join('')}` };
}

/** The verdict on `rows`, which `bootAt` has booted. */
export function judge(study: Study, rows: readonly Row[], bootAt: (point: Point) => StudyBoot): Verdict {
  const machines = new Map<string, { readonly profile: Profile; readonly rows: Row[] }>();
  for (const row of rows) {
    const profile = profileOf(bootAt(row.point));
    const known = machines.get(identity(profile)) ?? { profile, rows: [] };
    known.rows.push(row);
    machines.set(identity(profile), known);
  }
  const judged = [...machines.values()].map((group) => ({ rows: group.rows, verdict: judgeMachine(study, group.rows, group.profile) }));
  const [only] = judged;
  if (only === undefined) return study.verdict(rows, profiles.textbook);
  return judged.length === 1 ? only.verdict : together(study, judged);
}

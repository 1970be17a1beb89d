// A study's outcome for other programs: JSON and CSV. Knows no terminal.
import type { StudyOutcome } from './run-study.js';
import type { Study } from './study.js';

/** Everything that the text report tells, as data. */
export function outcomeJson(study: Study, { rows, points, verdict }: StudyOutcome): string {
  const { name, question, prediction, teaches, units, note = null } = study;
  const report = { study: name, question, prediction, units, points, rows, verdict: verdict ?? null, note, teaches };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The studies and what may be set. */
export function listJson(studies: readonly Study[]): string {
  const rows = studies.map(({ name, question, prediction, needsTiming = false, parameters, sweep }) => ({
    ...{ name, question, prediction, needsTiming, parameters, sweep },
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A head line, then one line for each point. @see RFC 4180 */
export function outcomeCsv({ rows }: StudyOutcome): string {
  const first = rows[0];
  if (first === undefined) return '';
  const keys = Object.keys(first.point);
  const names = Object.keys(first.figures);
  const lines = rows.map(({ point, figures }) => [...keys.map((key) => point[key]), ...names.map((name) => figures[name])]);
  return [[...keys, ...names], ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

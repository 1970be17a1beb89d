// A study's outcome as text: question, table, chart of bars, verdict. Knows no terminal.
import type { StudyOutcome } from './run-study.js';
import type { ChartPlan, Point, Row, Study, Value, Verdict } from './study.js';

const barWidth = 48;

/** At most six digits, no exponent for common sizes. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Math.abs(value) >= 1e5 ? String(Math.round(value)) : String(Number(value.toPrecision(5)));
}

function valueText(value: Value, unit: string | undefined): string {
  if (typeof value === 'string') return value;
  if (unit === 'bytes' && value >= 1024 && value % 1024 === 0) return value % 2 ** 20 === 0 ? `${value / 2 ** 20}M` : `${value / 1024}K`;
  return numberText(value);
}

/** Parameters that take more than one value in these rows; all when there is one row. */
export function variedKeys(rows: readonly Row[]): string[] {
  const keys = Object.keys(rows[0]?.point ?? {});
  const varied = keys.filter((key) => new Set(rows.map(({ point }) => point[key])).size > 1);
  return varied.length === 0 ? keys : varied;
}

/** Parameters that do not vary while others do, each with its value. */
export function fixedWords(study: Study, rows: readonly Row[]): string[] {
  const varied = variedKeys(rows);
  const point = rows[0]?.point ?? {};
  const fixed = Object.keys(point).filter((key) => !varied.includes(key));
  return fixed.map((key) => `${headOf(key, study.parameters[key]?.unit)} ${valueText(point[key] ?? '', study.parameters[key]?.unit)}`);
}

function headOf(name: string, unit: string | undefined): string {
  return unit === undefined || unit === 'name' || unit === 'kind' || unit === name ? name : `${name} (${unit})`;
}

/** A chart's plan for rows of a grid: `series` are all keys that make lines of their own. */
export interface Chart extends Omit<ChartPlan, 'series'> {
  readonly series: readonly string[];
}

/** The study's chart, for what was swept: an axis that has one value gives way to the first key that varies, and each other one makes series. */
export function chartOf({ chart }: Study, rows: readonly Row[]): Chart {
  const names = Object.keys(rows[0]?.figures ?? {});
  const varied = variedKeys(rows);
  const { series, logX = false, bars = false, ...plan } = chart;
  const rest = varied.filter((key) => key !== series);
  const x = varied.includes(chart.x) ? chart.x : (rest[0] ?? varied[0] ?? chart.x);
  const others = varied.filter((key) => key !== x && key !== series);
  const lines = [...(series !== undefined && series !== x && varied.includes(series) ? [series] : []), ...others];
  return {
    ...plan,
    x,
    y: names.includes(chart.y) ? chart.y : (names[0] ?? chart.y),
    logX: logX && x === chart.x,
    bars: bars && x === chart.x,
    series: lines,
  };
}

/** Heads and cells of the result. */
export function resultTable(study: Study, rows: readonly Row[]): { head: string[]; cells: string[][] } {
  const keys = variedKeys(rows);
  const names = Object.keys(rows[0]?.figures ?? {});
  return {
    head: [...keys.map((key) => headOf(key, study.parameters[key]?.unit)), ...names.map((name) => headOf(name, study.units[name]))],
    cells: rows.map(({ point, figures }) => [
      ...keys.map((key) => valueText(point[key] ?? '', study.parameters[key]?.unit)),
      ...names.map((name) => numberText(figures[name] ?? Number.NaN)),
    ]),
  };
}

function alignedLines(head: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  return [head, ...cells].map((row) => `  ${widths.map((width, column) => (row[column] ?? '').padStart(width)).join('  ')}`);
}

/** Length of the bar of `value` among `all`, 0 to `barWidth`. */
function barLength(value: number, all: readonly number[], logarithmic: boolean): number {
  const most = Math.max(...all);
  const least = Math.min(...all.filter((other) => other > 0));
  if (!(value > 0) || !(most > 0)) return 0;
  if (!logarithmic || most / least < 10) return Math.round((value / most) * barWidth);
  return Math.max(1, Math.round((Math.log(value / (least / 2)) / Math.log(most / (least / 2))) * barWidth));
}

/** The values of `keys` at `point`, as people read them. */
export function labelOf(study: Study, point: Point, keys: readonly string[]): string {
  return keys.map((key) => valueText(point[key] ?? '', study.parameters[key]?.unit)).join(' ');
}

/** One bar for each row. */
export function chartLines(study: Study, rows: readonly Row[]): string[] {
  const { y, series, x, logY = false } = chartOf(study, rows);
  const shown = [...series, x];
  const ordered = [...rows].sort((a, b) => series.reduce((order, key) => order || rankOf(rows, a, key) - rankOf(rows, b, key), 0));
  const values = ordered.map(({ figures }) => figures[y] ?? 0);
  const labels = ordered.map(({ point }) => labelOf(study, point, shown));
  const width = Math.max(...labels.map((label) => label.length));
  const bars = values.map((value, index) => {
    const bar = '\u2588'.repeat(barLength(value, values, logY));
    return `  ${(labels[index] ?? '').padStart(width)} \u2502${bar} ${numberText(value)}`;
  });
  return [`  ${headOf(y, study.units[y])} by ${shown.join(', ')}${logY ? ', logarithmic' : ''}`, ...bars];
}

function rankOf(rows: readonly Row[], row: Row, key: string): number {
  return rows.findIndex(({ point }) => point[key] === row.point[key]);
}

/** What the study asks and expects, before anything is run. */
export function introText(study: Study): string {
  const needs = study.needsTiming ? `\nNeeds       the timing model of caches (--timing full)` : '';
  return `== ${study.name}\nQuestion    ${study.question}\nPrediction  ${study.prediction}${needs}\n`;
}

/** A verdict in a word; none when the points that it speaks of were left out. */
export function verdictWord({ ok, missing = false }: Verdict): string {
  if (missing) return 'none';
  return ok ? 'as predicted' : 'NOT as predicted';
}

/** What came out. */
export function outcomeText(study: Study, { rows, points, verdict }: StudyOutcome): string {
  if (rows.length === 0) return 'no point was run\n';
  const { head, cells } = resultTable(study, rows);
  const table = alignedLines(head, cells).join('\n');
  const chart = chartLines(study, rows).join('\n');
  const judged =
    verdict === undefined
      ? `Verdict     none: ${rows.length} of ${points} points were run`
      : `Accepted    ${verdict.range}\nMeasured    ${verdict.measured}\nVerdict     ${verdictWord(verdict)}`;
  const note = study.note === undefined ? '' : `\nNote        ${study.note}`;
  return `\n${table}\n\n${chart}\n\n${judged}${note}\nTeaches     ${study.teaches}\n`;
}

/** One line for each study. */
export function listText(studies: readonly Study[]): string {
  const width = Math.max(...studies.map(({ name }) => name.length));
  const lines = studies.map(({ name, question, needsTiming }) => `  ${name.padEnd(width)} ${needsTiming ? '*' : ' '} ${question}`);
  return `${lines.join('\n')}\n\n* needs the timing model of caches (--timing full)\nRun one: vivarium study ${studies[0]?.name ?? 'NAME'}\n`;
}

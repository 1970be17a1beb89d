// A study's chart as SVG, drawn by Observable Plot on a document that is no browser's. Knows no file.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { chartOf } from './report-text.js';
import type { ChartPlan, Row, Study } from './study.js';

const size = { width: 720, height: 420, marginLeft: 64 };

function axisLabel(study: Study, name: string, unit: string | undefined): string {
  const known = unit ?? study.units[name];
  return known === undefined || known === 'name' || known === 'kind' || known === name ? name : `${name} (${known})`;
}

/** The data as Plot takes it: one object for each row. */
function dataOf(rows: readonly Row[]): Record<string, string | number>[] {
  return rows.map(({ point, figures }) => ({ ...point, ...figures }));
}

function marksOf({ x, y, series }: ChartPlan, rows: readonly Row[]): Plot.Markish[] {
  const data = dataOf(rows);
  // As words: numbers would be shades of one colour.
  const colour = series === undefined ? undefined : (row: Record<string, string | number>): string => String(row[series]);
  if (hasWords(x, rows)) {
    const places = series === undefined || colour === undefined ? { x, fill: 'steelblue' } : { fx: x, x: series, fill: colour };
    return [Plot.barY(data, { y, ...places }), Plot.ruleY([0])];
  }
  const stroke = colour === undefined ? {} : { stroke: colour };
  return [Plot.line(data, { x, y, ...stroke }), Plot.dot(data, { x, y, ...stroke })];
}

function hasWords(x: string, rows: readonly Row[]): boolean {
  return rows.some(({ point }) => typeof point[x] === 'string');
}

/** The words of the series in the order of the rows. */
function seriesWords(series: string, rows: readonly Row[]): string[] {
  return [...new Set(rows.map(({ point }) => String(point[series])))];
}

/** A logarithmic scale where it is wanted and every value has a logarithm. */
function scaleOf(wanted: boolean, name: string, rows: readonly Row[]): { type?: 'log' } {
  const positive = rows.every(({ point, figures }) => Number(point[name] ?? figures[name]) > 0);
  return wanted && positive ? { type: 'log' } : {};
}

/** One `<svg>` element that stands for itself. */
export function outcomeSvg(study: Study, rows: readonly Row[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { x, y, series, logX = false, logY = false } = chartOf(study, rows);
  const words = hasWords(x, rows);
  const xLabel = { label: axisLabel(study, x, study.parameters[x]?.unit) };
  const drawn = Plot.plot({
    ...size,
    document,
    grid: true,
    x: words && series !== undefined ? { axis: null } : { ...xLabel, ...(words ? {} : scaleOf(logX, x, rows)) },
    y: { label: axisLabel(study, y, undefined), ...(words ? {} : scaleOf(logY, y, rows)) },
    ...(series === undefined ? {} : { color: { type: 'categorical', domain: seriesWords(series, rows), range: colours } }),
    marks: marksOf(chartOf(study, rows), rows),
  });
  return withLegend(drawn.outerHTML, series === undefined ? [] : seriesWords(series, rows), series);
}

/** The drawing with the names of the series written into it: Plot's own legend would stand outside. */
function withLegend(svg: string, words: readonly string[], series: string | undefined): string {
  const named = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  if (series === undefined) return named;
  const entries = words.map(
    (word, index) => `<tspan x="700" dy="14" fill="${colours[index % colours.length]}">${escaped(`${series} ${word}`)}</tspan>`,
  );
  return named.replace(/<\/svg>$/, `<text x="700" y="0" text-anchor="end" font-size="11">${entries.join('')}</text></svg>`);
}

/** Text as XML takes it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Plot's categorical colours in order. */
const colours = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#9498a0'];

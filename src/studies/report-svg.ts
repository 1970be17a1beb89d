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
  const colour = series === undefined ? {} : { stroke: (row: Record<string, string | number>) => String(row[series]) };
  if (rows.some(({ point }) => typeof point[x] === 'string')) {
    return [
      Plot.barY(data, { x, y, ...(series === undefined ? { fill: 'steelblue' } : { fx: x, x: series, fill: series }) }),
      Plot.ruleY([0]),
    ];
  }
  return [Plot.line(data, { x, y, ...colour }), Plot.dot(data, { x, y, ...colour })];
}

/** One `<svg>` element that stands for itself. */
export function outcomeSvg(study: Study, rows: readonly Row[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { x, y, series, logX = false, logY = false } = chartOf(study, rows);
  const words = rows.some(({ point }) => typeof point[x] === 'string');
  const positive = (name: string): boolean => rows.every(({ point, figures }) => Number(point[name] ?? figures[name]) > 0);
  const scale = (wanted: boolean, name: string): { type: 'log' } | Record<string, never> =>
    wanted && positive(name) ? { type: 'log' } : {};
  const drawn = Plot.plot({
    ...size,
    document,
    title: undefined,
    grid: true,
    ...(words && series !== undefined
      ? { x: { axis: null } }
      : { x: { label: axisLabel(study, x, study.parameters[x]?.unit), ...(words ? {} : scale(logX, x)) } }),
    y: { label: axisLabel(study, y, undefined), ...(words ? {} : scale(logY, y)) },
    ...(series === undefined ? {} : { color: { type: 'categorical', legend: true, label: series } }),
    marks: marksOf(chartOf(study, rows), rows),
  });
  return legendInside(drawn.outerHTML, study, rows);
}

/** Plot gives a `<figure>` when there is a legend: only its drawing is kept, and the legend is written into it. */
function legendInside(html: string, { chart: { series } }: Study, rows: readonly Row[]): string {
  const drawings = html.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
  const drawing = drawings.at(-1) ?? '';
  const named = drawing.includes('xmlns=') ? drawing : drawing.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  if (series === undefined) return named;
  const values = [...new Set(rows.map(({ point }) => String(point[series])))];
  const entries = values.map(
    (value, index) => `<tspan x="700" dy="${index === 0 ? 0 : 14}" fill="${colours[index % colours.length]}">${value}</tspan>`,
  );
  return named.replace(/<\/svg>$/, `<text x="700" y="14" text-anchor="end" font-size="11">${entries.join('')}</text></svg>`);
}

/** Plot's categorical colours in order. */
const colours = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#9498a0'];

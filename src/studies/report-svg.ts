// A study's chart as SVG, drawn by Observable Plot on a document that is no browser's. Knows no file.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Chart, chartOf, labelOf, numberText } from './report-text.js';
import type { Row, Study } from './study.js';

const size = { width: 720, height: 420, marginTop: 32, marginBottom: 44 };
const letterWidth = 7.4;
const tickLetterWidth = 5.8;
const legendGap = 16;
const lineHeight = 16;
const sampleWidth = 18;
const mostTicks = 14;
/** Ink of a drawing that stands alone; a page has its own. */
const ink = '#222';

const firstColour = '#4269d0';
/** Plot's categorical colours in order; when they are used up they come again, with the next of `dashes`. */
const colours = [firstColour, '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#9498a0'];

const dashes = ['none', '6 3', '2 3', '8 3 2 3'];

/** One point of the drawing; `series` is empty when there is one line only. */
interface Mark {
  readonly x: number | string;
  readonly y: number;
  readonly series: string;
}

function axisLabel(study: Study, name: string, unit: string | undefined): string {
  const known = unit ?? study.units[name];
  return known === undefined || known === 'name' || known === 'kind' || known === name ? name : `${name} (${known})`;
}

function marksFor(study: Study, { x, y, series, bars }: Chart, rows: readonly Row[]): Mark[] {
  const marks = rows.map(({ point, figures }) => ({
    x: bars ? labelOf(study, point, [x]) : (point[x] ?? ''),
    y: figures[y] ?? 0,
    series: labelOf(study, point, series),
  }));
  return hasWords(marks) ? marks : marks.sort((a, b) => Number(a.x) - Number(b.x));
}

function hasWords(marks: readonly Mark[]): boolean {
  return marks.some(({ x }) => typeof x === 'string');
}

function markish(marks: readonly Mark[], { names }: Legend): Plot.Markish[] {
  const drawsSeries = names.length > 0;
  if (hasWords(marks)) {
    const places = drawsSeries ? { fx: 'x', x: 'series', fill: 'series' } : { x: 'x', fill: firstColour };
    return [Plot.barY(marks, { y: 'y', ...places }), Plot.ruleY([0])];
  }
  const stroke = drawsSeries ? { stroke: 'series', z: 'series' } : { stroke: firstColour };
  const lines = [...new Set(drawsSeries ? names.map((_, index) => dashOf(index)) : ['none'])].map((strokeDasharray) => {
    const alike = marks.filter(({ series }) => !drawsSeries || dashOf(names.indexOf(series)) === strokeDasharray);
    return Plot.line(alike, { x: 'x', y: 'y', strokeDasharray, ...stroke });
  });
  return [...lines, Plot.dot(marks, { x: 'x', y: 'y', fill: 'white', ...stroke })];
}

/** How the line of a series is dashed: not at all while there are colours. */
function dashOf(index: number): string {
  return dashes[Math.floor(index / colours.length) % dashes.length] ?? 'none';
}

/** A logarithmic scale where it is wanted and every value has a logarithm. */
function isLogarithmic(wanted: boolean | undefined, values: readonly (number | string)[]): boolean {
  return wanted === true && values.every((value) => Number(value) > 0);
}

/** Room for the longest label of the vertical axis, which Plot does not measure. */
function leftMargin(marks: readonly Mark[]): number {
  const longest = Math.max(...marks.map(({ y }) => numberText(Number(y.toPrecision(2))).length));
  return Math.max(48, 28 + letterWidth * longest);
}

/** How words stand below the drawing: side by side, or aslant when they have no room, which takes room below and on the left. */
interface WordRoom {
  readonly tickRotate: number;
  readonly below: number;
  readonly left: number;
}

function wordRoom(marks: readonly Mark[], { width }: Legend): WordRoom {
  const words = [...new Set(marks.map(({ x }) => String(x)))];
  const longest = tickLetterWidth * Math.max(...words.map(({ length }) => length));
  const room = size.width - leftMargin(marks) - width;
  if (!hasWords(marks) || words.length * (longest + tickLetterWidth) <= room) return { tickRotate: 0, below: 0, left: 0 };
  const side = longest * Math.SQRT1_2;
  return { tickRotate: -45, below: side, left: side };
}

/** Of values in order those that are far enough apart for a label each. */
function spread(values: readonly number[], place: (value: number) => number): number[] {
  const room = (place(values.at(-1) ?? 1) - place(values[0] ?? 1)) / mostTicks;
  const kept: number[] = [];
  for (const value of values) {
    const last = kept.at(-1);
    if (last === undefined || place(value) - place(last) >= room) kept.push(value);
  }
  return kept;
}

/** The horizontal axis of numbers, with ticks at the values themselves, as people write them (64K). */
function horizontalAxis(study: Study, key: string, marks: readonly Mark[], logarithmic: boolean): Plot.Markish[] {
  const values = [...new Set(marks.map(({ x }) => Number(x)))];
  const ticks = spread(values, logarithmic ? Math.log : (value) => value);
  const text = (value: number): string => labelOf(study, { [key]: value }, [key]);
  return [Plot.gridX({ ticks }), Plot.axisX({ ticks, text, label: labelFor(study, key), labelAnchor: 'center' })];
}

function labelFor(study: Study, key: string): string {
  return axisLabel(study, key, study.parameters[key]?.unit);
}

/** The names of the series beside the drawing, their parameters above them. */
interface Legend {
  readonly heads: readonly string[];
  readonly names: readonly string[];
  readonly width: number;
}

function legendOf(study: Study, { series }: Chart, rows: readonly Row[]): Legend {
  if (series.length === 0) return { heads: [], names: [], width: legendGap };
  const names = [...new Set(rows.map(({ point }) => labelOf(study, point, series)))];
  const letters = Math.max(...series.map((key) => key.length), ...names.map((name) => name.length + 3));
  return { heads: series, names, width: legendGap + letterWidth * letters };
}

/** What Plot needs to know of the axes and of colours. */
function scalesOf(study: Study, chart: Chart, marks: readonly Mark[], legend: Legend): Plot.PlotOptions {
  const { names } = legend;
  const label = labelFor(study, chart.x);
  const y = { label: axisLabel(study, chart.y, undefined), grid: true };
  const { tickRotate } = wordRoom(marks, legend);
  const order = { label, domain: [...new Set(marks.map(({ x }) => x))], tickRotate };
  const color = names.length === 0 ? {} : { color: { type: 'categorical' as const, domain: names, range: colours } };
  if (hasWords(marks)) {
    const words = names.length === 0 ? { x: order } : { x: { axis: null, domain: names }, fx: order };
    return { ...color, ...words, y: { ...y, nice: true } };
  }
  const logY = isLogarithmic(
    chart.logY,
    marks.map((mark) => mark.y),
  );
  const x = isLogX(chart, marks) ? { type: 'log' as const } : {};
  return { ...color, x, y: { ...y, ...(logY ? { type: 'log', tickFormat: numberText } : { zero: true, nice: true }) } };
}

function isLogX({ logX }: Chart, marks: readonly Mark[]): boolean {
  return isLogarithmic(
    logX,
    marks.map(({ x }) => x),
  );
}

/** One `<svg>` element that stands for itself. */
export function outcomeSvg(study: Study, rows: readonly Row[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const chart = chartOf(study, rows);
  const marks = marksFor(study, chart, rows);
  const legend = legendOf(study, chart, rows);
  const { below, left } = wordRoom(marks, legend);
  const height = Math.max(size.height + below, size.marginTop + lineHeight * (legend.heads.length + legend.names.length));
  const margins = { marginLeft: Math.max(left, leftMargin(marks)), marginRight: legend.width, marginBottom: size.marginBottom + below };
  const axis = hasWords(marks) ? [] : horizontalAxis(study, chart.x, marks, isLogX(chart, marks));
  const drawn = Plot.plot({
    ...{ ...size, height, ...margins, document },
    ...scalesOf(study, chart, marks, legend),
    marks: [...axis, ...markish(marks, legend)],
  });
  return withLegend(onPaper(drawn.outerHTML, titleOf(study, chart)), legend, hasWords(marks));
}

/** What is drawn, in a line: the figure, and what it depends on. */
export function titleOf(study: Study, { x, y, series }: Chart): string {
  const by = [labelFor(study, x), ...series.map((key) => labelFor(study, key))];
  return `${axisLabel(study, y, undefined)} by ${by.join(', ')}`;
}

/** A picture that can be read wherever it lies: white paper, dark ink. A page may take both away. */
function onPaper(svg: string, title: string): string {
  const named = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return named
    .replace('<svg', `<svg color="${ink}" role="img" aria-label="${escaped(title)}"`)
    .replace('</style>', '</style><rect class="paper" width="100%" height="100%" fill="white"></rect>');
}

/** The drawing with its legend: Plot's own would stand outside. */
function withLegend(svg: string, { heads, names, width }: Legend, bars: boolean): string {
  if (names.length === 0) return svg;
  const x = size.width - width + legendGap;
  const line = (index: number): number => size.marginTop + lineHeight * index;
  const titles = heads.map((head, index) => `<text x="${x}" y="${line(index)}" font-weight="bold">${escaped(head)}</text>`);
  const entries = names.map((name, index) => {
    const y = line(index + heads.length);
    return `${sample(index, x, y - 4, bars)}<text x="${x + sampleWidth + 4}" y="${y}">${escaped(name)}</text>`;
  });
  const group = '<g class="legend" font-size="11" text-anchor="start" fill="currentColor">';
  return svg.replace(/<\/svg>$/, `${group}${titles.join('')}${entries.join('')}</g></svg>`);
}

/** What series `index` looks like: a bar's colour, or a piece of its line. */
function sample(index: number, x: number, y: number, bars: boolean): string {
  const colour = colours[index % colours.length];
  if (bars) return `<rect x="${x}" y="${y - 5}" width="10" height="10" fill="${colour}"></rect>`;
  const dash = dashOf(index);
  const dashed = dash === 'none' ? '' : ` stroke-dasharray="${dash}"`;
  return `<line x1="${x}" x2="${x + sampleWidth}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2.5"${dashed}></line>`;
}

/** Text as XML takes it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

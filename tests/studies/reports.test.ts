// What a study's outcome looks like as text, data, drawing and page; on made-up rows.
import { describe, expect, test } from 'vitest';
import { outcomeHtml } from '../../src/studies/report-html.js';
import { outcomeCsv, outcomeJson } from '../../src/studies/report-data.js';
import { outcomeSvg } from '../../src/studies/report-svg.js';
import { chartLines, outcomeText, resultTable } from '../../src/studies/report-text.js';
import type { StudyOutcome } from '../../src/studies/run-study.js';
import type { Row, Study } from '../../src/studies/study.js';
import { noVerdict } from '../../src/studies/verdicts.js';
import { sums } from './made-up.js';
import { xmlProblem } from './well-formed.js';

const rows: readonly Row[] = [10, 20].flatMap((b) => [1, 2048].map((a) => ({ point: { b, a, word: 'x' }, figures: { sum: a + b } })));
const outcome: StudyOutcome = { rows, points: 4, verdict: { ok: false, range: 'below <1000>', measured: '4 sums' } };
const evil: Study = { ...sums, name: '<b>&"', question: '<script>?' };

describe('text', () => {
  test('has a column for each parameter that varies and each figure, with units', () => {
    expect(resultTable(sums, rows)).toEqual({
      head: ['b (units)', 'a (bytes)', 'sum (units)'],
      cells: [
        ['10', '1', '11'],
        ['10', '2K', '2058'],
        ['20', '1', '21'],
        ['20', '2K', '2068'],
      ],
    });
  });

  test('has one bar for each row, the longest for the most', () => {
    const bars = chartLines(sums, rows).slice(1);
    const lengths = bars.map((bar) => bar.replace(/[^\u2588]/g, '').length);
    expect(lengths).toEqual([0, 48, 0, 48]);
  });

  test('tells the verdict, or how many points are missing', () => {
    expect(outcomeText(sums, outcome)).toContain('Verdict     NOT as predicted');
    expect(outcomeText(sums, { ...outcome, verdict: noVerdict('sums') })).toContain('were not run\nVerdict     none\n');
    expect(outcomeHtml(sums, { ...outcome, verdict: noVerdict('sums') })).toContain('<strong>none</strong>');
    expect(outcomeText(sums, { rows: rows.slice(1), points: 4, verdict: undefined })).toContain('none: 3 of 4 points were run');
    expect(outcomeText(sums, { rows: [], points: 4, verdict: undefined })).toBe('no point was run\n');
  });

  test('has the note of a study that needs one, as the page has', () => {
    const noted = { ...sums, note: 'Sums of <odd> machines differ.' };
    expect(outcomeText(noted, outcome)).toContain('\nNote        Sums of <odd> machines differ.\nTeaches');
    expect(outcomeHtml(noted, outcome)).toContain('Sums of &lt;odd&gt; machines differ.');
    expect(JSON.parse(outcomeJson(noted, outcome))).toMatchObject({ note: noted.note });
    expect(outcomeText(sums, outcome)).not.toContain('Note');
  });
});

describe('data', () => {
  test('JSON holds rows and verdict', () => {
    expect(JSON.parse(outcomeJson(sums, outcome))).toMatchObject({ study: 'sums', rows, verdict: { ok: false } });
  });

  test('CSV has a head, a line for each point, and quotes what needs it', () => {
    const odd = { ...outcome, rows: rows.slice(0, 1).map(({ figures }) => ({ point: { a: 'x,"y"' }, figures })) };
    expect(outcomeCsv(outcome).split('\r\n').slice(0, 2)).toEqual(['b,a,word,sum', '10,1,x,11']);
    expect(outcomeCsv(odd)).toBe('a,sum\r\n"x,""y""",11\r\n');
  });
});

/** Colour and name of each series. */
function legendOf(svg: string): [string | undefined, string | undefined][] {
  const samples = /(?:fill|stroke)="(#\w{6})"[^>]*><\/(?:rect|line)><text[^>]*>([^<]*)</g;
  return [...svg.matchAll(samples)].map((match) => [match[1], match[2]]);
}

describe('drawing', () => {
  test('is one svg with a line and a legend entry for each series', () => {
    const svg = outcomeSvg(sums, rows);
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(legendOf(svg).map(([, name]) => name)).toEqual(['10', '20']);
    expect(svg.match(/aria-label="line"/g)).toHaveLength(1);
  });

  test('gives each series of numbers the colour that its legend has', () => {
    const series = [2, 8, 16].flatMap((b) => [1, 2].map((a) => ({ point: { b, a }, figures: { sum: a * b } })));
    const svg = outcomeSvg(sums, series);
    const drawn = [...svg.matchAll(/<path[^>]*stroke="(#\w{6})"/g)].map((match) => match[1]);
    const named = legendOf(svg).map(([colour]) => colour);
    expect(drawn).toEqual(named);
    expect(named).toHaveLength(3);
  });

  test('dashes lines when its colours are used up, and grows with its legend', () => {
    const many = (count: number): Row[] =>
      [1, 2].flatMap((a) => Array.from({ length: count }, (_, b) => ({ point: { a, b }, figures: { sum: a * b } })));
    const drawn = (svg: string): (string | undefined)[] => [...svg.matchAll(/stroke-dasharray="([^"]+)"/g)].map((match) => match[1]);
    expect(drawn(outcomeSvg(sums, many(10)))).not.toContain('6 3');
    // One for the group of lines, one for each of the two samples.
    expect(drawn(outcomeSvg(sums, many(12))).filter((dash) => dash === '6 3')).toHaveLength(3);
    const height = (svg: string): number => Number(/viewBox="0 0 720 (\d+)"/.exec(svg)?.[1]);
    expect([many(10), many(40)].map((series) => height(outcomeSvg(sums, series)))).toEqual([420, 688]);
  });

  test('sets words aslant that have no room side by side, and makes room below', () => {
    const bars: Study = { ...sums, chart: { x: 'word', y: 'sum' } };
    const named = (words: readonly string[]): Row[] => words.map((word) => ({ point: { word }, figures: { sum: 3 } }));
    const short = outcomeSvg(bars, named(['rr', 'fifo']));
    const long = outcomeSvg(bars, named(Array.from({ length: 8 }, (_, index) => `mlfq:levels=${index},boost=250ms`)));
    expect([short, long].map((svg) => svg.includes('rotate(-45)'))).toEqual([false, true]);
    expect(Number(/viewBox="0 0 720 ([\d.]+)"/.exec(long)?.[1])).toBeGreaterThan(500);
  });

  test('has a name for those who cannot see it, and paper and ink wherever it lies', () => {
    const svg = outcomeSvg(sums, rows);
    expect(svg).toContain('role="img"');
    expect(svg).toContain('aria-label="sum (units) by a (bytes), b (units)"');
    expect(svg).toMatch(/^<svg [^>]*color="#222"/);
    expect(svg).toContain('<rect class="paper" width="100%" height="100%" fill="white">');
  });

  test('has bars where the parameter is a word', () => {
    const words: Study = { ...sums, chart: { x: 'word', y: 'sum' } };
    expect(outcomeSvg(words, [{ point: { word: 'x' }, figures: { sum: 3 } }])).toContain('aria-label="bar"');
    expect(outcomeSvg({ ...sums, chart: { x: 'a', y: 'sum', bars: true } }, rows)).toContain('aria-label="bar"');
  });

  test('has every other swept parameter in its legend, and lines that go from left to right', () => {
    const grid = [8, 2].flatMap((a) =>
      ['x', 'y'].flatMap((word) => [10, 20].map((b) => ({ point: { a, word, b }, figures: { sum: a + b } }))),
    );
    const svg = outcomeSvg(sums, grid);
    expect(legendOf(svg).map(([, name]) => name)).toEqual(['10 x', '20 x', '10 y', '20 y']);
    const lines = [...svg.slice(svg.indexOf('aria-label="line"')).matchAll(/d="M([\d.]+),[\d.]+L([\d.]+),/g)];
    expect(lines).toHaveLength(4);
    for (const [, from, to] of lines) expect(Number(from)).toBeLessThan(Number(to));
  });

  test('has its axis where the values are, and another axis when the usual one has one value', () => {
    const svg = outcomeSvg(sums, rows);
    expect(svg).toMatch(/aria-label="x-axis tick label"[\s\S]*>1<[\s\S]*>2K</);
    const swept = [1, 2].map((b) => ({ point: { a: 1, b }, figures: { sum: b } }));
    expect(outcomeSvg(sums, swept)).toContain('b (units)');
  });

  test('is well-formed XML', () => {
    const svg = outcomeSvg({ ...sums, units: { sum: '<&>' } }, rows);
    expect(xmlProblem(svg)).toBeUndefined();
    expect(xmlProblem(svg.replace('</g>', ''))).toBeDefined();
  });

  test('is the same each time', () => {
    expect(outcomeSvg(sums, rows)).toBe(outcomeSvg(sums, rows));
  });
});

describe('page', () => {
  test('needs nothing else and escapes what it shows', () => {
    const html = outcomeHtml(evil, outcome);
    expect(html).toContain('<svg');
    expect(html).toContain('&lt;script&gt;?');
    expect(html).toContain('below &lt;1000&gt;');
    expect(html).not.toMatch(/<script|<link|src=|href="http/);
  });

  test('tells what was the same in all rows, and how its chart is to be read', () => {
    const html = outcomeHtml(sums, outcome);
    expect(html).toContain('<title>sums: a study by Vivarium</title>');
    expect(html).toContain('word x.');
    expect(html).toContain('<figcaption>sum (units) by a (bytes), b (units).</figcaption>');
    expect(outcomeHtml({ ...sums, chart: { ...sums.chart, logY: true } }, outcome)).toContain('on a logarithmic scale.</figcaption>');
    expect(outcomeHtml(sums, { ...outcome, rows: [], verdict: undefined })).not.toContain('<figure>');
  });

  test('has colours for a dark screen too', () => {
    expect(outcomeHtml(sums, outcome)).toContain('@media(prefers-color-scheme:dark)');
  });
});

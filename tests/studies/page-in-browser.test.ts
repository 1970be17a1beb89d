// A study's page as a browser lays it out: nothing covers anything, all can be read, in light and in dark.
import { beforeEach, describe, expect, test } from 'vitest';
import { outcomeHtml } from '../../src/studies/report-html.js';
import type { Row, Study } from '../../src/studies/study.js';
import { hasChromium, type Layout, layoutOf, withoutChromium } from './browser.js';
import { sums } from './made-up.js';

const powers = Array.from({ length: 9 }, (_, index) => 4 << index);
const words = ['eevdf', 'cfs', 'rr', 'fifo', 'mlfq', 'lottery', 'stride', 'sjf'];

function grid(series: readonly number[]): Row[] {
  return series.flatMap((b) => powers.map((a) => ({ point: { a, b }, figures: { sum: a * b, double: 2 * a } })));
}

/** One kind of chart each. */
const pages: readonly { readonly name: string; readonly study: Study; readonly rows: readonly Row[] }[] = [
  { name: 'lines', study: { ...sums, chart: { ...sums.chart, logX: true } }, rows: grid([1, 20]) },
  { name: 'logarithms', study: { ...sums, chart: { ...sums.chart, logX: true, logY: true } }, rows: grid([1, 1000]) },
  { name: 'more series than colours', study: sums, rows: grid(Array.from({ length: 40 }, (_, index) => index)) },
  {
    name: 'bars in groups',
    study: { ...sums, chart: { x: 'word', y: 'sum', series: 'b' } },
    rows: words.flatMap((word) => [1, 2].map((b) => ({ point: { word, b }, figures: { sum: 1_000_000 * b } }))),
  },
  {
    name: 'bars with long words',
    study: { ...sums, chart: { x: 'word', y: 'sum', series: 'b' } },
    rows: words.flatMap((word) =>
      [1, 2].map((b) => ({ point: { word: `${word}:levels=3,boost=250ms`, b }, figures: { sum: 1_000_000 * b } })),
    ),
  },
  {
    name: 'numbers of many digits side by side',
    study: sums,
    rows: Array.from({ length: 30 }, (_, index) => ({ point: { a: 1_000_000_001 + 1_000_001 * index }, figures: { sum: index } })),
  },
  {
    name: 'a table that is wider than the window',
    study: { ...sums, chart: { x: 'a', y: 'sum', bars: true } },
    rows: powers.map((a) => ({
      point: { a },
      figures: Object.fromEntries(['sum', ...words].map((word) => [word === 'sum' ? word : `${word}CyclesOfEach`, a / 7])),
    })),
  },
];

const good = { overlaps: [], outside: [], overflow: 0, complaints: [] };

function layout({ study, rows }: (typeof pages)[number], width: number, scheme: 'dark' | 'light'): Layout {
  const verdict = { ok: false, range: 'below 1000', measured: 'much' };
  return layoutOf(outcomeHtml(study, { rows, points: rows.length, verdict }), width, scheme);
}

describe('in a browser', () => {
  beforeEach(({ skip }) => skip(!hasChromium, withoutChromium));

  test.each(pages)('a page with $name is laid out well and can be read on a narrow, dark screen', (page) => {
    const { contrasts, title, ...found } = layout(page, 500, 'dark');
    expect(found).toEqual(good);
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
    expect(title).toBe('sums: a study by Vivarium');
  });

  test.each(pages.slice(0, 1))('a page with $name is so on a wide, light one', (page) => {
    const { contrasts, title, ...found } = layout(page, 1280, 'light');
    expect(found).toEqual(good);
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
  });

  test('what is wrong is seen', () => {
    const texts = '<text x="10" y="20">one</text><text x="14" y="22">two</text><text x="190" y="90">three</text>';
    const html = `<body style="background:#888;color:#777"><svg width="200" height="100">${texts}</svg><p style="width:3000px">wide</p></body>`;
    const { overlaps, outside, overflow, contrasts, complaints } = layoutOf(`<script>console.error('no')</script>${html}`, 500, 'light');
    expect({ overlaps, outside, complaints: complaints.length }).toEqual({ overlaps: ['one / two'], outside: ['three'], complaints: 1 });
    expect(overflow).toBeGreaterThan(1000);
    expect(Math.min(...contrasts)).toBeLessThan(2);
  });
});

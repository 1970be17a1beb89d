// The kernels' times as a drawing: a line of dots for each, one for each way, as multiples of the native time. Knows no clock and no file.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped } from '../../src/studies/report-svg.js';
import type { KernelTimes } from './kernel-report.js';
import { geometricMean } from './measure.js';
import { type WayName, wayNames, wayTitles } from './way-names.js';

const size = { width: 760, marginLeft: 110, marginRight: 24, marginTop: 84, marginBottom: 44 };
const rowHeight = 24;
const legendStep = 120;

const colours: Readonly<Record<WayName, string>> = {
  native: '#9498a0',
  qemu: '#efb118',
  none: '#4269d0',
  cachegrind: '#ff725c',
  full: '#3ca951',
};

interface Dot {
  readonly kernel: string;
  readonly way: WayName;
  readonly times: number;
}

/** The first way that every kernel has. */
function base(times: readonly KernelTimes[]): WayName {
  return wayNames.find((way) => times.every(({ ms }) => ms[way] !== undefined)) ?? 'none';
}

function dotsOf(times: readonly KernelTimes[], unit: WayName): Dot[] {
  const each = times.flatMap(({ kernel, ms }) => wayNames.flatMap((way) => dotOf(kernel, way, ms[way], ms[unit])));
  const means = wayNames.flatMap((way) => {
    const values = each.filter((dot) => dot.way === way).map((dot) => dot.times);
    return values.length < times.length ? [] : [{ kernel: meanName, way, times: geometricMean(values) }];
  });
  return [...each, ...means];
}

const meanName = 'geometric mean';

function dotOf(kernel: string, way: WayName, ms: number | undefined, unit: number | undefined): Dot[] {
  return ms === undefined || unit === undefined || !(ms > 0) || !(unit > 0) ? [] : [{ kernel, way, times: ms / unit }];
}

/** One `<svg>` element that stands for itself; `subtitle` says on what and when it was measured. */
export function kernelChart(times: readonly KernelTimes[], subtitle: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const unit = base(times);
  const dots = dotsOf(times, unit);
  const kernels = [...times.map(({ kernel }) => kernel), meanName];
  const drawn = Plot.plot({
    ...{ ...size, height: size.marginTop + size.marginBottom + rowHeight * kernels.length, document },
    x: { type: 'log', grid: true, label: `time, times ${wayTitles[unit]}`, tickFormat: (value: number) => String(value), ticks: 6 },
    y: { domain: kernels, label: null },
    color: { type: 'categorical', domain: [...wayNames], range: wayNames.map((way) => colours[way]) },
    marks: [
      Plot.ruleY(dots, Plot.groupY({ x1: 'min', x2: 'max' }, { y: 'kernel', x1: 'times', x2: 'times', stroke: '#d0d0d0' })),
      Plot.dot(dots, { x: 'times', y: 'kernel', fill: 'way', r: 4.5, stroke: 'white', strokeWidth: 0.7 }),
    ],
  });
  return framed(
    drawn.outerHTML,
    subtitle,
    wayNames.filter((way) => dots.some((dot) => dot.way === way)),
  );
}

/** The drawing on white, so that it can be read on a dark page too, under its title and legend. */
function framed(svg: string, subtitle: string, ways: readonly WayName[]): string {
  const named = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  const legend = ways.map((way, index) => {
    const x = 16 + legendStep * index;
    return `<circle cx="${x + 5}" cy="56" r="5" fill="${colours[way]}"></circle><text x="${x + 14}" y="60">${escaped(wayTitles[way])}</text>`;
  });
  const title = '<text x="16" y="20" font-size="14" font-weight="bold">Time of each kernel; further left is faster</text>';
  const head = `${title}<text x="16" y="38">${escaped(subtitle)}</text>${legend.join('')}`;
  return named
    .replace(/(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="white"></rect>')
    .replace(/<\/svg>\s*$/, `<g font-size="11" text-anchor="start" fill="black">${head}</g></svg>\n`);
}

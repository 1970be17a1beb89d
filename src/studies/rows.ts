// Looking things up in a study's rows, for verdicts. Knows no study.
import { mean } from './statistics.js';
import type { Point, Row } from './study.js';

/** The figure `name` of `row`. */
export function figureOf({ figures }: Row, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`study: there is no figure ${name}`);
  return value;
}

/** The rows at which the point has all these values. */
export function rowsAt(rows: readonly Row[], wanted: Point): Row[] {
  return rows.filter(({ point }) => Object.entries(wanted).every(([key, value]) => point[key] === value));
}

/** Mean of `figure` over the rows at `wanted`; undefined when there are none. */
export function figureAt(rows: readonly Row[], wanted: Point, figure: string): number | undefined {
  const found = rowsAt(rows, wanted);
  return found.length === 0 ? undefined : mean(found.map((row) => figureOf(row, figure)));
}

/** `figure` at `above` over `figure` at `below`; undefined when one of them is not in the grid. */
export function ratio(rows: readonly Row[], figure: string, above: Point, below: Point): number | undefined {
  const top = figureAt(rows, above, figure);
  const bottom = figureAt(rows, below, figure);
  return top === undefined || bottom === undefined ? undefined : top / bottom;
}

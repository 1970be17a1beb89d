// A trace as a timeline: a row for each switch, a column for each core. Knows no file format.
import type { TraceLine } from '../lines.js';
import { milliseconds, taskName } from './columns.js';

const width = 24;

/** Cores that a trace speaks of. */
function coreCount(lines: readonly TraceLine[]): number {
  return lines.reduce((count, { core }) => Math.max(count, core + 1), 1);
}

/** The task that a core is given stands in its column; `|` is one that goes on, `.` an idle core. Cores run beside each other, so rows are sorted. */
export function* timeline(lines: readonly TraceLine[]): Generator<string> {
  const cores = coreCount(lines);
  const running = new Array<number>(cores).fill(0);
  const heads = running.map((_, core) => `core ${core}`.padEnd(width));
  yield `${'ms'.padStart(14)}  ${heads.join('')}`.trimEnd();
  const switches = lines.flatMap((line) => (line.event === 'switch' ? [line] : []));
  for (const { ns, core, to, toComm } of switches.sort((a, b) => a.ns - b.ns)) {
    running[core] = to;
    const cells = running.map((tid, column) => {
      if (column === core) return taskName(to, toComm).padEnd(width);
      return (tid === 0 ? '.' : '|').padEnd(width);
    });
    yield `${milliseconds(ns).padStart(14)}  ${cells.join('')}`.trimEnd();
  }
}

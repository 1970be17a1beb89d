// A trace as a timeline: a row for each switch and exec, a column for each core. Knows no file format.
import type { TraceLine } from '../lines.js';
import { milliseconds, taskName } from './columns.js';

const width = 24;

/** Cores that a trace speaks of. */
function coreCount(lines: readonly TraceLine[]): number {
  return lines.reduce((count, { core }) => Math.max(count, core + 1), 1);
}

/** What a core has from then on; an exec gives the task that runs there another name. */
interface Turn {
  readonly ns: number;
  readonly core: number;
  readonly tid: number;
  readonly comm: string;
}

function turnOf(line: TraceLine): Turn | undefined {
  const { ns, core } = line;
  if (line.event === 'switch') return { ns, core, tid: line.to, comm: line.toComm };
  return line.event === 'exec' ? { ns, core, tid: line.tid, comm: line.comm } : undefined;
}

/** The task that a core is given stands in its column; `|` is one that goes on, `.` an idle core. Cores run beside each other, so rows are sorted. */
export function* timeline(lines: readonly TraceLine[]): Generator<string> {
  const cores = coreCount(lines);
  const running = new Array<number>(cores).fill(0);
  const heads = running.map((_, core) => `core ${core}`.padEnd(width));
  yield `${'ms'.padStart(14)}  ${heads.join('')}`.trimEnd();
  const turns = lines.flatMap((line) => turnOf(line) ?? []);
  for (const { ns, core, tid, comm } of turns.sort((a, b) => a.ns - b.ns)) {
    running[core] = tid;
    const cells = running.map((other, column) => {
      if (column === core) return taskName(tid, comm).padEnd(width);
      return (other === 0 ? '.' : '|').padEnd(width);
    });
    yield `${milliseconds(ns).padStart(14)}  ${cells.join('')}`.trimEnd();
  }
}

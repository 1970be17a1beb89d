// What processes cost the host: switches, fork and exec, and many cores. Each program runs in a Node process of its own, which pays for all that the host compiles.
import { askGuest, type GuestRequest } from './guest-process.js';
import { bounded, median, type Request, type Result } from './measure.js';

type Timing = 'none' | 'full';
const timings: readonly Timing[] = ['none', 'full'];

const rounds = 5;

/** A program, what its time is divided by, and the most that one such thing may take. */
interface Row {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly what: string;
  readonly unit: 'us' | 'ms';
  /** Undefined: each context switch, as the system counts them. */
  readonly times: number | undefined;
  readonly atMost: Readonly<Record<Timing, number>>;
}

const switchBounds = { none: 2, full: 5 };
const processBounds = { none: 0.5, full: 0.5 };
const depth = 8;
const commands = 200;
const loop = `i=0; while [ $i -lt ${commands} ]; do /bin/true; i=$((i + 1)); done`;

const aSwitch = { what: 'a switch', unit: 'us', times: undefined, atMost: switchBounds } as const;
const aProcess = { unit: 'ms', atMost: processBounds } as const;

const rows: readonly Row[] = [
  { name: 'ring 16 4096 10000', path: '/bin/ring', args: ['16', '4096', '10000'], ...aSwitch },
  { name: 'pingpong 20000', path: '/bin/pingpong', args: ['20000'], ...aSwitch },
  {
    ...{ name: `forktree ${depth}`, path: '/bin/forktree', args: [String(depth)], what: 'fork + exit + wait' },
    ...{ times: 2 ** (depth + 1) - 2, ...aProcess },
  },
  {
    ...{ name: `sh, ${commands} times /bin/true`, path: '/bin/sh', args: ['-c', loop], what: 'fork + exec + exit + wait' },
    ...{ times: commands, ...aProcess },
  },
];

/** A crowd of programs that never end, on many cores, beside one on one. */
const crowds = { few: { cores: 1, copies: 1 }, many: { cores: 64, copies: 256 } };
const warmUp = 50e6;
const instructions = 500e6;
const mostGrowth = 1.3;

/** Of one thing, in the row's unit: in a first run, and in a second one in the same system. */
type Costs = readonly [first: number, second: number];

function costsOf({ path, args, times, unit }: Row, timing: Timing): Costs {
  const request: GuestRequest = { path, args, options: { cores: 1, timing }, times: 2 };
  const costs = askGuest(request).runs.map((run) => (run.cpuMs / (times ?? run.switches)) * (unit === 'us' ? 1000 : 1));
  return [costs[0] ?? Number.NaN, costs[1] ?? Number.NaN];
}

/** Medians of rounds in which programs and timings take turns. */
function programs(count: number): Result[] {
  const cases = rows.flatMap((row) => timings.map((timing) => ({ row, timing, costs: [] as Costs[] })));
  for (let round = 0; round < count; round++) for (const { row, timing, costs } of cases) costs.push(costsOf(row, timing));
  return cases.flatMap(({ row: { name, what, unit, atMost }, timing, costs }) => {
    const title = `${name}, --timing ${timing}: ${what}`;
    const again = median(costs.map(([, second]) => second));
    return [
      bounded(title, median(costs.map(([first]) => first)), unit, { atMost: atMost[timing] }),
      { name: `${title}, again in the same system`, value: `${again.toFixed(2)} ${unit}` },
    ];
  });
}

/** Host nanoseconds for one instruction. */
function nanoseconds(size: keyof typeof crowds, timing: Timing): number {
  const { cores, copies } = crowds[size];
  const request: GuestRequest = { path: '/bin/spin', args: ['0'], options: { cores, timing }, crowd: { copies, warmUp, instructions } };
  const { crowd } = askGuest(request);
  return crowd === undefined ? Number.NaN : (crowd.cpuMs * 1e6) / crowd.instructions;
}

function manyCores(count: number): Result[] {
  const { few, many } = crowds;
  const cases = timings.map((timing) => ({ timing, few: [] as number[], many: [] as number[] }));
  for (let round = 0; round < count; round++) {
    for (const row of cases) {
      row.few.push(nanoseconds('few', row.timing));
      row.many.push(nanoseconds('many', row.timing));
    }
  }
  return cases.map((row) => {
    const ns = median(row.few);
    const title = `an instruction on ${many.cores} cores with ${many.copies} processes, --timing ${row.timing}`;
    return bounded(`${title}, against ${few.cores} with ${few.copies} (${ns.toFixed(2)} ns)`, median(row.many) / ns, 'x', {
      atMost: mostGrowth,
    });
  });
}

export function processes({ quick }: Request): Result[] {
  const count = quick ? 1 : rounds;
  return [...programs(count), ...manyCores(count)];
}

// What the full timing model costs: the interpreter with it and without it, and cachegrind on the same programs, in turns.
import { Cachegrind } from './cachegrind.js';
import { speedOf } from './interpreted.js';
import { bounded, median, type Result } from './measure.js';

/** Program, argument, and the least with the full model in million instructions a second; none is asked where nearly every load misses. */
const programs = [
  ['registers', '10000000', 25],
  ['matrix', '200', 25],
  ['sort', '20000', 25],
  ['crc', '200', 25],
  ['chase', '1000000', undefined],
] as const;

const rounds = 5;

interface Speeds {
  readonly full: number;
  readonly none: number;
  readonly cachegrind: number;
}

/** Medians of rounds in which all three take their turn, so that what else the host does hits all alike. */
async function speedsOf(name: string, argument: string, peer: Cachegrind | undefined): Promise<Speeds> {
  const full: number[] = [];
  const none: number[] = [];
  const cachegrind: number[] = [];
  for (let round = 0; round < rounds; round++) {
    full.push((await speedOf(name, argument, { timing: 'full' })).mips);
    none.push((await speedOf(name, argument, { timing: 'none' })).mips);
    if (peer !== undefined) cachegrind.push(peer.mips(name, argument));
  }
  return { full: median(full), none: median(none), cachegrind: median(cachegrind) };
}

function rows(title: string, { full, none, cachegrind }: Speeds, atLeast: number | undefined, lacking: string | undefined): Result[] {
  const unit = 'million instructions/s';
  const name = `${title}, full model`;
  return [
    atLeast === undefined ? { name, value: `${full.toFixed(2)} ${unit}` } : bounded(name, full, unit, { atLeast }),
    { name: `${name}: against timing none`, value: `${(none / full).toFixed(1)} x its time (${none.toFixed(0)} ${unit})` },
    {
      name: `${name}: against cachegrind`,
      value: lacking ?? `${(full / cachegrind).toFixed(2)} x its instructions/s (${cachegrind.toFixed(0)} million)`,
    },
  ];
}

export async function timingModel(): Promise<Result[]> {
  const peer = Cachegrind.open();
  const lacking = typeof peer === 'string' ? peer : undefined;
  const cachegrind = typeof peer === 'string' ? undefined : peer;
  const results: Result[] = [];
  for (const [name, argument, atLeast] of programs)
    results.push(...rows(`${name} ${argument}`, await speedsOf(name, argument, cachegrind), atLeast, lacking));
  cachegrind?.close();
  return results;
}

// The demos show what they say they show, in numbers that the simulated machine makes exact.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Vivarium } from '../../src/system/vivarium.js';
import { freshGuest, shell } from './run-in-guest.js';

let os: Vivarium;
beforeAll(async () => {
  os = await freshGuest();
});
afterAll(() => os.close());

/** What a line of shell prints; it must succeed and complain of nothing. */
function output(script: string): string {
  const outcome = shell(os, script);
  expect(outcome).toMatchObject({ code: 0, errors: '' });
  return outcome.output;
}

/** The first number that `pattern` captures in `text`. */
function number(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

const names = [
  ...['alloc', 'anatomy', 'chase', 'cow', 'forktree', 'life', 'memhog', 'pingpong', 'primes', 'producer-consumer', 'ring', 'spin'],
  ...['allocate', 'false-sharing', 'float-switch', 'fork-cow', 'ladder', 'lat-ctx', 'lat-switch', 'matrix-walk', 'spinners'],
  ...['struct-layout', 'wander', 'working-set'],
] as const;

describe('every demo and every program of a study', () => {
  test.each(names)('%s --help names its concept and gives an example', (name) => {
    expect(output(`${name} --help`)).toMatch(/^usage: [\s\S]*\nconcept: .+\nexample: .+\n$/);
  });

  test.each(names)('%s refuses an option that it does not know with one line and where to find help', (name) => {
    const { code, output: text, errors } = shell(os, `${name} --bogus`);
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(errors).toMatch(new RegExp(`^${name}: .*--bogus\nTry '${name} --help'.\n$`));
  });
});

describe('spin', () => {
  test('executes N million instructions: at one cycle each, so many microseconds', () => {
    const beforeNs = os.nowNs;
    expect(output('spin 20')).toMatch(/^spin: 20 million instructions, checksum 6604c106508d739a\n$/);
    const elapsedMs = (os.nowNs - beforeNs) / 1e6;
    expect(elapsedMs).toBeGreaterThan(20);
    expect(elapsedMs).toBeLessThan(22);
  });

  test('is preempted when there are more spinners than cores', () => {
    const statuses = 'for p in $(pidof spin); do cat /proc/$p/status; done';
    const text = output(`for i in 1 2 3 4; do spin 0 & done; sleep 0.1; ${statuses}; pkill spin; wait`);
    const switches = [...text.matchAll(/^nonvoluntary_ctxt_switches:\s+(\d+)/gm)].map((match) => Number(match[1]));
    expect(switches).toHaveLength(4);
    expect(Math.min(...switches)).toBeGreaterThan(5);
  });
});

test('alloc moves the break up and down, and sees mmap leave it alone', () => {
  const text = output('alloc');
  expect(text).toMatch(/^brk: 64 KiB more +0x[0-9a-f]+ +heap +break \+64 KiB$/m);
  expect(text).toMatch(/^brk: 32 KiB less +- +- +break \+32 KiB$/m);
  expect(text).toMatch(/^mmap: 64 KiB +0x3f[0-9a-f]+ +mmap +break \+32 KiB$/m);
  expect(text).toMatch(/^malloc: 10000000 bytes +0x3f[0-9a-f]+ +mmap/m);
});

test('cow counts one fault for each page that is written, and none for reading', () => {
  expect(output('cow 50')).toBe(
    'cow: 50 pages: 50 faults when first written; after fork: 0 when the child reads, 50 when it writes\n' +
      "cow: the child saw the parent's values, the parent still has its own\n",
  );
});

test('forktree makes all processes of the tree and leaves none behind', () => {
  expect(output('forktree 5')).toBe('forktree: depth 5, 63 processes, 0 forks failed\n');
  expect(output('forktree -s 1 2 & sleep 0.1; ps -e --no-headers -o comm | grep -c forktree; wait')).toMatch(/^7\n/);
  expect(output('ps -e -o comm | grep -c forktree || true')).toBe('0\n');
});

test('primes counts what mathematics says', () => {
  expect(output('primes 100000')).toBe('primes: 9592 up to 100000, the largest is 99991\n');
  expect(output('primes -l 30 | tr "\\n" " "')).toBe('2 3 5 7 11 13 17 19 23 29 ');
  expect(output('primes 1')).toBe('primes: none up to 1\n');
});

test('life prints the last generation', () => {
  const lines = output('life 4').trimEnd().split('\n');
  expect(lines).toHaveLength(25);
  expect(lines.at(-1)).toMatch(/^life: generation 4, \d+ alive$/);
  expect(lines.slice(0, 24).join('').replaceAll('.', '').length).toBe(number(lines.at(-1) ?? '', /(\d+) alive/));
});

test('ring passes the token around and each pass on one core is a switch', () => {
  const text = output('taskset -c 0 ring 4 4K 100');
  expect(text).toMatch(/^ring: 4 processes, 4096 bytes each, 100 rounds: 400 passes/);
  expect(number(text, /(\d+) voluntary switches/)).toBeGreaterThan(300);
});

test('pingpong finds a context switch dearer than a mode switch', () => {
  const text = output('taskset -c 0 pingpong 200');
  expect(number(text, /there and back (\d+) ns/)).toBeGreaterThan(3 * number(text, /system call (\d+) ns/));
});

test('producer-consumer loses nothing, and the faster side waits', () => {
  const text = output('producer-consumer -w 1000 500');
  expect(text).toMatch(/^producer-consumer: 500 items arrived intact; /);
  expect(number(text, /the producer waited (\d+)/)).toBeGreaterThan(20);
});

test('chase counts its loads, whatever the order', () => {
  expect(output('chase 16K 64 10')).toMatch(/^chase: 16384 bytes, stride 64, sequential order: 2560 loads, [0-9.]+ ns each\n$/);
  expect(output('chase -r 16K 128 10')).toMatch(/^chase: 16384 bytes, stride 128, random order: 1280 loads, [0-9.]+ ns each\n$/);
});

describe('memory as /proc shows it', () => {
  const sizes = (text: string): { size: number; resident: number } => {
    return { size: number(text, /VmSize:\s+(\d+) kB/), resident: number(text, /VmRSS:\s+(\d+) kB/) };
  };

  test('memhog is resident to the last page that it wrote', () => {
    const { resident } = sizes(output('memhog -w 4 & sleep 0.1; cat /proc/$!/status; kill $!; wait $! || true'));
    expect(resident).toBeGreaterThanOrEqual(4096);
    expect(resident).toBeLessThan(4096 + 200);
  });

  test('memhog -u is large and not resident', () => {
    const { size, resident } = sizes(output('memhog -u -w 64 & sleep 0.1; cat /proc/$!/status; kill $!; wait $! || true'));
    expect(size).toBeGreaterThan(65536);
    expect(resident).toBeLessThan(200);
  });

  test('anatomy names addresses that lie in the regions of maps where they belong', () => {
    const text = output('anatomy & sleep 0.1; cat /proc/$!/maps; kill $!; wait $! || true');
    const regions = [...text.matchAll(/^([0-9a-f]+)-([0-9a-f]+) (....) \S+ \S+ \S+ *(.*)$/gm)].map((match) => ({
      start: Number.parseInt(match[1] ?? '', 16),
      end: Number.parseInt(match[2] ?? '', 16),
      name: `${match[3]} ${match[4]}`,
    }));
    const place = (section: string): string | undefined => {
      const address = Number.parseInt(new RegExp(`^${section} +([0-9a-f]+)  `, 'm').exec(text)?.[1] ?? '', 16);
      return regions.find(({ start, end }) => start <= address && address < end)?.name;
    };
    expect(place('text')).toBe('r-xp /bin/anatomy');
    expect(place('entry')).toBe('r-xp /bin/anatomy');
    expect(place('rodata')).toBe('r--p /bin/anatomy');
    expect(place('data')).toBe('rw-p /bin/anatomy');
    for (const onStack of ['stack', 'argv', 'env', 'random', 'main', 'first', 'second', 'third'])
      expect(place(onStack)).toBe('rw-p [stack]');
    expect(place('mmap')).toBe('rw-p ');
    expect(place('vdso')).toBe('r-xp [vdso]');
  });
});

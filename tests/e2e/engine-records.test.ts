// What is recorded of a program is the same whichever engine executed it: its report but for the engine's part, its trace to the byte, and all of /proc.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NdjsonEncoder } from '../../src/observe/trace/ndjson.js';
import { TraceStream } from '../../src/observe/trace/trace-stream.js';
import { reportOf } from '../../src/observe/report.js';
import type { Report } from '../../src/observe/report-schema.js';
import { type BootOptions, boot, type Vivarium } from '../../src/system/boot.js';

/** Each demo with arguments that make it short. */
const demos: Readonly<Record<string, readonly string[]>> = {
  alloc: [],
  anatomy: ['-n'],
  chase: ['-r', '16K', '64', '4'],
  cow: ['16'],
  forktree: ['2'],
  life: ['4'],
  memhog: ['1'],
  pingpong: ['40'],
  primes: ['5000'],
  'producer-consumer': ['60'],
  ring: ['3', '256', '20'],
  spin: ['1'],
};

const machines: readonly BootOptions[] = [{ cores: 1 }, { cores: 2, quantumNs: 10_000 }, { cores: 8 }];

/** When /proc is looked at while the program runs. */
const midwayNs = 200_000;

interface Records {
  readonly report: Omit<Report, 'engine'>;
  readonly trace: Buffer;
  readonly proc: readonly string[];
}

/** Half a gigabyte each. */
const huge: ReadonlySet<string> = new Set(['pagemap']);

/** Every file of /proc, and of a process's folder there; links by where they lead. */
function procOf({ fs }: Vivarium, folder = '/proc', depth = 0): string[] {
  const names = (fs.readdirSync(folder) as string[]).filter((name) => !huge.has(name)).toSorted();
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    const kind = fs.lstatSync(path);
    if (kind.isDirectory()) return depth < 2 ? procOf({ fs } as Vivarium, path, depth + 1) : [path];
    if (kind.isSymbolicLink()) return [`${path} -> ${String(fs.readlinkSync(path))}`];
    return [`${path}: ${readable(() => String(fs.readFileSync(path)))}`];
  });
}

function readable(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
}

async function recordsOf(program: string, args: readonly string[], options: BootOptions): Promise<Records & { regions: number }> {
  const os = await boot({ seed: 5, ...options });
  const pieces: Uint8Array[] = [];
  os.trace(new TraceStream(new NdjsonEncoder(), os, (bytes) => void pieces.push(bytes.slice())));
  const { pid } = os.spawn(`/bin/${program}`, args, { stdio: 'null' });
  os.run({ untilExit: pid, untilNs: midwayNs });
  const midway = procOf(os);
  os.run({ untilExit: pid, untilNs: 20e9 });
  expect(os.endOf(pid)).toEqual({ code: 0, status: 0 });
  const proc = [...midway, ...procOf(os)];
  const { engine, ...report } = reportOf(os.kernel, os.engine);
  os.close();
  return { report, trace: Buffer.concat(pieces), proc, regions: engine.regions ?? 0 };
}

test('every demo is in the table', () => {
  const sources = readdirSync(new URL('../../userland/demos', import.meta.url)).map((name) => name.replace(/\.c$/, ''));
  expect(Object.keys(demos).toSorted()).toEqual(sources.toSorted());
});

describe.each(machines)('on $cores cores, with a quantum of $quantumNs ns', (options) => {
  test.each(Object.entries(demos))('%s %j leaves the same records', async (program, args) => {
    const { regions: none, ...interpreted } = await recordsOf(program, args, { ...options, engine: 'interpreter' });
    const { regions, ...translated } = await recordsOf(program, args, { ...options, engine: 'auto', hotAfter: 40 });
    expect(translated.report).toEqual(interpreted.report);
    expect(translated.trace.equals(interpreted.trace)).toBe(true);
    expect(translated.proc).toEqual(interpreted.proc);
    expect(none).toBe(0);
    expect(regions).toBeGreaterThan(3);
  });
});

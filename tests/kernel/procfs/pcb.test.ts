// The saved context as /proc shows it: what lies in guest memory, and where the program really is.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { pcbPc, pcbX1 } from '../../../src/machine/pcb-layout.js';
import { processOf, type ProcSample, sampleSystem, statFields, textOf } from './proc-for-test.js';
import { linesOf } from './proc-shape.js';

const ECALL = 0x0000_0073;

let sample: ProcSample;

beforeAll(async () => {
  sample = await sampleSystem();
});

/** Rows of pcb by their label. */
function rowsOf(folder: string): Map<string, string> {
  return new Map(
    linesOf(textOf(sample.os.kernel, `${folder}/pcb`)).map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
}

/** The executable range of the program itself. */
function textRange(folder: string): [start: bigint, end: bigint] {
  const [, start = '', end = ''] = /^([0-9a-f]+)-([0-9a-f]+) r-xp .*\/bin\//m.exec(textOf(sample.os.kernel, `${folder}/maps`)) ?? [];
  return [BigInt(`0x${start}`), BigInt(`0x${end}`)];
}

describe('pcb', () => {
  test('shows the registers that lie at its physical address', () => {
    const { os, folders } = sample;
    const rows = rowsOf(folders.sleeping);
    const address = Number.parseInt(rows.get('address') ?? '', 16);
    const { pcb } = processOf(os, Number(folders.sleeping.slice(6))).leader;
    expect(address).toBe(pcb.address);
    const word = (offset: number): string =>
      `0x${os.kernel.machine.memory
        .readU64(address + offset)
        .toString(16)
        .padStart(16, '0')}`;
    expect(rows.get('pc')).toBe(word(pcbPc));
    expect(rows.get('x1 ra')).toBe(word(pcbX1));
    expect(rows.get('x31 t6')).toBe(word(pcbX1 + 30 * 8));
    expect([...rows.keys()].filter((label) => /^x\d+ /.test(label))).toHaveLength(31);
  });

  test.each(['sleeping', 'stopped'] as const)(
    'of a %s process has its pc in its text, behind the system call that it waits in',
    (state) => {
      const folder = sample.folders[state];
      const rows = rowsOf(folder);
      const pc = BigInt(rows.get('pc') ?? '');
      const [start, end] = textRange(folder);
      expect(pc).toBeGreaterThanOrEqual(start);
      expect(pc).toBeLessThan(end);
      const program = readFileSync(new URL('../../../dist/userland/bin/sleep', import.meta.url));
      const offset = Number.parseInt(
        /^[0-9a-f]+-[0-9a-f]+ r-xp ([0-9a-f]+)/m.exec(textOf(sample.os.kernel, `${folder}/maps`))?.[1] ?? '',
        16,
      );
      expect(program.readUInt32LE(Number(pc - start) + offset - 4)).toBe(ECALL);
    },
  );

  test('agrees with stat and syscall on where the process is', () => {
    const { os, folders } = sample;
    const rows = rowsOf(folders.sleeping);
    const fields = statFields(textOf(os.kernel, `${folders.sleeping}/stat`));
    expect([BigInt(fields[29] ?? ''), BigInt(fields[30] ?? '')]).toEqual([BigInt(rows.get('x2 sp') ?? ''), BigInt(rows.get('pc') ?? '')]);
    const call = textOf(os.kernel, `${folders.sleeping}/syscall`).trim().split(' ');
    expect(BigInt(call[0] ?? '')).toBe(BigInt(rows.get('x17 a7') ?? ''));
    expect(BigInt(call.at(-1) ?? '')).toBe(BigInt(rows.get('pc') ?? ''));
    expect(BigInt(call.at(-2) ?? '')).toBe(BigInt(rows.get('x2 sp') ?? ''));
  });

  test('counts saves and restores as the switches that they are', () => {
    const { os, folders } = sample;
    const rows = rowsOf(folders.sleeping);
    const { pcb, counters } = processOf(os, Number(folders.sleeping.slice(6))).leader;
    expect(rows.get('saves')).toBe(`${pcb.saves}`);
    expect(pcb.saves).toBe(counters.voluntarySwitches + counters.involuntarySwitches);
    expect(pcb.restores).toBe(counters.dispatches);
    expect(rows.get('saved_cycles')).toBe(`${pcb.savedCycles} cycles`);
  });

  test('says where the live registers are while the task runs', () => {
    expect(rowsOf(sample.folders.running).get('context')).toMatch(/^on core \d: /);
    expect(rowsOf(sample.folders.sleeping).get('context')).toMatch(/^off the core: /);
  });
});

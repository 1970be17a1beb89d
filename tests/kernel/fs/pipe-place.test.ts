// A pipe's buffer as the caches see it: its own lines, at the ring's offsets, which move between the cores at its ends.
import { beforeEach, describe, expect, test } from 'vitest';
import { createPipe, PIPE_BYTES, type PipeEnd } from '../../../src/kernel/fs/pipe.js';
import { doNoted } from '../../../src/kernel/ledger/kernel-memory.js';
import { imageAddress, imageAt, pipeData } from '../../../src/kernel/mm/kernel-image.js';
import { createMemoryManager, type MemoryManager } from '../../../src/kernel/mm/memory-manager.js';
import { resetWork, takeWork } from '../../../src/kernel/mm/memory-work.js';
import type { Hart } from '../../../src/machine/hart.js';
import type { MemoryCounter } from '../../../src/machine/layout.js';
import { Machine } from '../../../src/machine/machine.js';
import { costsOf, profiles } from '../../../src/machine/profiles.js';
import { FsForTest, MIB, readSome, writeSome } from './fs-for-test.js';

const LINE = 64;
let machine: Machine;
let memory: MemoryManager;
let os: FsForTest;

beforeEach(() => {
  const profile = profiles.textbook;
  const costs = costsOf(profile, 'full');
  machine = new Machine({ harts: 2, ramBytes: 8 * MIB, costs, profile, engine: 'interpreter', hierarchy: profile.hierarchy });
  memory = createMemoryManager({ memory: machine.memory, tlb: machine, random: { below: () => 0 }, aslr: false });
  os = new FsForTest({ memory });
  resetWork(memory.work, true);
});

function pipe(): readonly [PipeEnd, PipeEnd] {
  const ends = createPipe(os.vfs, os.caller, 0);
  if (typeof ends === 'string') throw new Error(ends);
  return [ends[0].hold(), ends[1].hold()];
}

/** Offsets in the pipes' part of the image. */
function touched(action: () => void): string[] {
  action();
  const start = imageAddress(machine.memory, imageAt.pipes);
  const rows: string[] = [];
  takeWork(memory.work, (pa, bytes, kind) => rows.push(`${kind} ${pa - start} ${bytes}`));
  return rows;
}

describe('a pipe', () => {
  test('is stored where it is loaded from, at the offsets of a ring', () => {
    const [reader, writer] = pipe();
    expect(touched(() => writeSome(writer, 'x'.repeat(100)))).toEqual(['store 0 100']);
    expect(touched(() => readSome(reader, 30))).toEqual(['load 0 30']);
    expect(touched(() => writeSome(writer, 'x'.repeat(50)))).toEqual(['store 100 50']);
    expect(touched(() => readSome(reader, 120))).toEqual(['load 30 120']);
    expect(touched(() => writeSome(writer, 'y'))).toEqual(['store 0 1']);
  });

  test('wraps at its end', () => {
    const [reader, writer] = pipe();
    writeSome(writer, 'x'.repeat(PIPE_BYTES));
    readSome(reader, 300);
    expect(touched(() => writeSome(writer, 'y'.repeat(200))).at(-1)).toBe('store 0 200');
    touched(() => readSome(reader, PIPE_BYTES - 400));
    expect(touched(() => readSome(reader, 200))).toEqual([`load ${PIPE_BYTES - 100} 100`, 'load 0 100']);
  });

  test('has lines of its own, which the next pipe gets when it is gone', () => {
    const [[reader, writer], [, other]] = [pipe(), pipe()];
    expect(touched(() => writeSome(other, 'x'))).toEqual([`store ${pipeData.stride} 1`]);
    reader.drop();
    writer.drop();
    const [, next] = pipe();
    expect(touched(() => writeSome(next, 'x'))).toEqual(['store 0 1']);
  });
});

test('what one core writes and another reads moves line by line from cache to cache', () => {
  const [reader, writer] = pipe();
  const [first, second] = machine.harts;
  if (first === undefined || second === undefined) throw new Error('there are two harts');
  const lines = 32;
  const grown = (hart: Hart, name: MemoryCounter, action: () => void): number => {
    const before = hart.counter(name);
    action();
    doNoted(hart, memory.work);
    return hart.counter(name) - before;
  };
  const bytes = 'x'.repeat(lines * LINE);
  expect(grown(first, 'l1dWriteMisses', () => writeSome(writer, bytes))).toBe(lines);
  expect(grown(second, 'l1dReadMisses', () => readSome(reader, lines * LINE))).toBe(lines);
  // Both have them now: writing means to take them away.
  expect(grown(first, 'upgrades', () => writeSome(writer, bytes))).toBe(lines);
  expect(grown(second, 'l1dReadMisses', () => readSome(reader, lines * LINE))).toBe(lines);
  // On one core they stay where they are.
  expect(grown(second, 'upgrades', () => writeSome(writer, bytes))).toBe(lines);
  expect(grown(second, 'l1dReadMisses', () => readSome(reader, lines * LINE))).toBe(0);
});

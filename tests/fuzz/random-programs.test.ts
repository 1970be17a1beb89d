// Random bytes as programs, and real programs with random damage: 10,000 of each. The guest gets a signal or an errno, the system stays well.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PF_R, PF_W, PF_X } from '../../src/abi/elf.js';
import { Random } from '../../src/kernel/task/random.js';
import type { BootOptions } from '../../src/system/boot.js';
import { elfForTest } from '../kernel/lifecycle/elf-for-test.js';
import { FuzzSystem } from './fuzz-system.js';

/** A round is one system with this many programs, some of them at the same time. */
const rounds = { count: 10, programs: 1000, together: 50 };

/** Simulated time that programs which run together get. */
const runNs = 5e6;

const codeBytes = 256;

/** Random instructions: half of them words as they fall, half with an opcode of the base set, so that more than one runs before the first trap. */
function randomBytes(random: Random): Uint8Array {
  const opcodes = [0x03, 0x07, 0x0f, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2f, 0x33, 0x37, 0x3b, 0x43, 0x53, 0x63, 0x67, 0x6f, 0x73];
  const address = 0x10000;
  const bytes = elfForTest({
    entry: address + 0x200,
    segments: [{ flags: PF_R | PF_W | PF_X, offset: 0, address, fileBytes: 0x200 + codeBytes, memoryBytes: 0x2000 }],
    sizeBytes: 0x200 + codeBytes,
  });
  const view = new DataView(bytes.buffer);
  for (let at = 0x200; at < bytes.length; at += 4) {
    const word = random.next32();
    const opcode = opcodes[random.below(opcodes.length)] ?? 0;
    view.setUint32(at, random.below(2) === 0 ? word : ((word & ~0x7f) | opcode) >>> 0, true);
  }
  return bytes;
}

const real = new Uint8Array(readFileSync(fileURLToPath(new URL('../../dist/userland/bin/echo', import.meta.url))));
/** ELF header and program headers of a small static program. */
const headerBytes = 64 + 56 * 8;

/** One to eight bytes, words or whole stretches changed; two times in three within the headers. Sometimes cut short. */
function damaged(random: Random): Uint8Array {
  const bytes = real.slice(0, random.below(8) === 0 ? random.below(real.length) : real.length);
  for (let count = 1 + random.below(8); count > 0; count--) {
    const at = random.below(random.below(3) === 0 ? bytes.length + 1 : Math.min(headerBytes, bytes.length + 1));
    const interesting = [0, 1, 0x7f, 0x80, 0xff, random.below(256)];
    bytes.fill(interesting[random.below(interesting.length)] ?? 0, at, at + 1 + random.below(random.below(4) === 0 ? 16 : 2));
  }
  return bytes;
}

/** Plays one round and checks the system after each group. */
async function play(make: (random: Random) => Uint8Array, seed: number, programs: number, options: BootOptions = {}): Promise<string> {
  const random = new Random(seed);
  const system = await FuzzSystem.start({ seed, ...options });
  let refused = 0;
  for (let done = 0; done < programs; done += rounds.together) {
    const pids = Array.from({ length: Math.min(rounds.together, programs - done) }, (_, index) => system.start(`p${index}`, make(random)));
    const started = pids.filter((pid) => pid !== undefined);
    refused += pids.length - started.length;
    system.runAll(started, runNs);
    system.check();
  }
  return `${refused} refused, ${system.history}`;
}

const kinds = [
  { name: 'programs of random bytes', make: randomBytes },
  { name: 'damaged programs', make: damaged },
];

describe.each(kinds)('$name', ({ make }) => {
  test.each(Array.from({ length: rounds.count }, (_, index) => 2000 + index))('of seed %i leave the system well', async (seed) => {
    await expect(play(make, seed, rounds.programs)).resolves.toMatch(/refused/);
  });

  test('have the same history again, whichever engine executes', async () => {
    const histories = [await play(make, 1, 100), await play(make, 1, 100), await play(make, 1, 100, { engine: 'reference' })];
    expect(new Set(histories).size).toBe(1);
  });
});

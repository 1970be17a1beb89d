// Every instruction of I, M, A and C answers as qemu-riscv64 did. The vectors are captured by scripts/golden/capture-isa-vectors.ts.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultCosts } from '../../../src/machine/cost-model.js';
import { profiles } from '../../../src/machine/profiles.js';
import { decode, lengthOf } from '../../../src/machine/isa/decode.js';
import { instructions } from '../../../src/machine/isa/instructions.js';
import { rv64d } from '../../../src/machine/isa/rv64d.js';
import { rv64f } from '../../../src/machine/isa/rv64f.js';
import { rv64zicsr } from '../../../src/machine/isa/rv64zicsr.js';
import { type EngineName, Machine } from '../../../src/machine/machine.js';
import { assemble } from '../assembler.js';
import { soon } from '../paged-machine.js';

interface GoldenRow {
  readonly name: string;
  /** Machine code, from an assembler that is not ours. */
  readonly code: string;
  readonly memory: boolean;
  readonly operands: 1 | 2;
  /** For each pair of edge operands: a0, then `index:value` of changed doublewords. */
  readonly answers: string;
}

interface Golden {
  readonly edges: readonly string[];
  readonly rows: readonly GoldenRow[];
}

const golden = JSON.parse(readFileSync(new URL('../../golden/isa/integer.json', import.meta.url), 'utf8')) as Golden;
const edges = golden.edges.map((edge) => BigInt(`0x${edge}`));
const [code, back, buffer, stack] = [0x8000_0000, 0x8000_1000, 0x8000_2000, 0x8000_4000];
const ecall = 0x73;
const untouched = 0x5a5a_5a5a_5a5a_5a5an;

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

const engines: readonly EngineName[] = ['reference', 'interpreter', 'auto'];

describe.each(engines)('the %s engine', (engine) => {
  const machine = new Machine({ harts: 1, ramBytes: 1 << 20, costs: defaultCosts, profile: profiles.textbook, engine, hotAfter: soon });
  const { memory } = machine;
  const [hart] = machine.harts;
  if (hart === undefined) throw new Error('no hart');
  memory.writeU32(back, ecall);
  // A jump to the code, so that it is translated when it comes for the second time.
  memory.writeU32(back + 4, assemble('jal', { imm: code - back - 4 }));

  function answer(a: bigint, b: bigint, countsMemory: boolean): string {
    if (hart === undefined) throw new Error('no hart');
    for (let index = 0; index < 4; index++) memory.writeU64(buffer + 8 * index, untouched);
    for (const [register, value] of [
      [1, back],
      [2, stack],
      [12, buffer],
    ] as const)
      hart.writeX(register, BigInt(value));
    hart.writeX(10, a);
    hart.writeX(11, b);
    hart.pc = BigInt(back + 4);
    machine.step(hart.mtimeNs + 100);
    expect(hart.trap.cause).toBe('ecall');
    expect([hart.pc, hart.readX(2)]).toEqual([BigInt(back), BigInt(stack)]);
    const words = [0, 1, 2, 3].map((index) => [index, memory.readU64(buffer + 8 * index)] as const);
    const changed = words.filter(([, value]) => countsMemory && value !== untouched);
    return [hart.readX(10).toString(16), ...changed.map(([index, value]) => `${index}:${value.toString(16)}`)].join();
  }

  test.each(golden.rows)('$name', (row) => {
    memory.write(code, bytesOf(row.code));
    const answers = edges.flatMap((a) => (row.operands === 2 ? edges : edges.slice(0, 1)).map((b) => answer(a, b, row.memory)));
    expect(answers.join(' ')).toBe(row.answers);
  });
});

test('the vectors contain every instruction of I, M, A and C but those that only order or trap', () => {
  const seen = new Set<string>();
  for (const { code: hex } of golden.rows) {
    const bytes = bytesOf(`${hex}0000`);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 2 < bytes.length; ) {
      const low = view.getUint16(at, true);
      const raw = lengthOf(low) === 4 ? view.getInt32(at, true) : low;
      seen.add(decode(raw)?.row.mnemonic ?? 'none');
      at += lengthOf(low);
    }
  }
  const elsewhere = new Set([...rv64f, ...rv64d, ...rv64zicsr].map(({ mnemonic }) => mnemonic));
  const missing = instructions.map(({ mnemonic }) => mnemonic).filter((mnemonic) => !seen.has(mnemonic) && !elsewhere.has(mnemonic));
  expect([...new Set(missing)]).toEqual(['fence', 'fence.i', 'ecall', 'ebreak', 'c.ebreak']);
});

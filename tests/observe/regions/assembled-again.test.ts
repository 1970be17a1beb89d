// The text of WebAssembly as one who did not write it reads it: wabt's assembler makes the same bytes of it.
import { beforeAll, expect, test } from 'vitest';
import wabt from 'wabt';
import { listRegion } from '../../../src/machine/engine/translator/region-module.js';
import type { Translation } from '../../../src/machine/engine/translator/translator.js';
import { instructionTexts, type TextNames } from '../../../src/machine/wasm/instruction-text.js';
import { memoryOp, op } from '../../../src/machine/wasm/opcodes.js';
import { boot } from '../../../src/system/boot.js';

const unnamed: TextNames = { local: () => undefined, function: () => undefined, label: () => undefined, field: () => undefined };
let assemble: (head: string, body: string) => Buffer;

beforeAll(async () => {
  const assembler = await wabt();
  assemble = (head, body) => {
    const module = assembler.parseWat('region.wat', `(module (memory (import "a" "m") 1) ${head}\n${body}))`);
    const { buffer } = module.toBinary({ canonicalize_lebs: true, write_debug_names: false });
    module.destroy();
    return Buffer.from(buffer);
  };
});

function lines(body: readonly number[], names: TextNames): string {
  return instructionTexts(body, names)
    .map(({ text }) => text)
    .join('\n');
}

test('every instruction that the machine can emit', () => {
  const plain = Object.values(op).flatMap((opcode: number) => (opcode > 0xff ? [opcode >> 8, opcode & 0xff] : [opcode]));
  const memory = Object.values(memoryOp).flatMap((opcode) => [opcode, 0, 0x18]);
  const body = [...plain, ...memory, 0x0b];
  expect(assemble('(func', lines(body, unnamed)).includes(Buffer.from(body))).toBe(true);
});

test('the regions of programs, with names for all that is numbered', async () => {
  const told: Translation[] = [];
  const os = await boot({ cores: 1, hotAfter: 10, onTranslation: (translation) => void told.push(translation) });
  const script = 'for i in 1 2 3 4 5; do printf "%.3f %e\n" $i 1e9; done; life 3; forktree 1; primes 500';
  const { pid } = os.spawn('/bin/sh', ['-c', script], { stdio: 'null' });
  os.run({ untilExit: pid, untilNs: 20e9 });
  expect(told.length).toBeGreaterThan(100);
  for (const translation of told.slice(0, 150)) {
    for (const region of translation.regions) {
      const { body, notes, functions } = listRegion(translation, region);
      const opened = notes.list
        .filter(({ kind }) => kind.startsWith('open'))
        .map(({ at, kind, subject }) => [at, `${kind}${subject}`] as const);
      const labels = new Map(opened);
      const names: TextNames = {
        local: (index) => notes.locals.get(index),
        function: (index) => functions.get(index),
        label: (at) => labels.get(at),
        field: () => 'a comment',
      };
      expect(assemble(headOf(notes.locals, functions), lines(body, names)).includes(Buffer.from(body))).toBe(true);
    }
  }
});

/** All before a function's instructions; whatever types its locals have, their numbers are theirs. */
function headOf(locals: ReadonlyMap<number, string>, functions: ReadonlyMap<number, string>): string {
  const inOrder = [...functions].toSorted(([a], [b]) => a - b);
  const imports = inOrder.map(([index, name]) => `(func $${name} (import "a" "f${index}"))`).join('\n');
  const named = Array.from({ length: 200 }, (_, index) => (locals.has(index) ? `$${locals.get(index)} i64` : 'i64'));
  const [hart, depth, ...others] = named;
  return `${imports}\n(func (param ${hart}) (param ${depth}) ${others.map((local) => `(local ${local})`).join(' ')}`;
}

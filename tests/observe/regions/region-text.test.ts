// What is shown of translated regions: all of their code, once, in the order in which it stands.
import { beforeAll, describe, expect, test } from 'vitest';
import { listRegion } from '../../../src/machine/engine/translator/region-module.js';
import { instructionsOf, type Region } from '../../../src/machine/engine/translator/region.js';
import type { Translation } from '../../../src/machine/engine/translator/translator.js';
import { instructionTexts } from '../../../src/machine/wasm/instruction-text.js';
import { memoryOp, op } from '../../../src/machine/wasm/opcodes.js';
import { RegionLog } from '../../../src/observe/regions/region-log.js';
import { regionText } from '../../../src/observe/regions/region-text.js';
import { parseWantedCode, type WantedCode } from '../../../src/observe/regions/wanted-code.js';
import { boot } from '../../../src/system/boot.js';

const unnamed = { local: () => undefined, function: () => undefined, label: () => undefined, field: () => undefined };

/** A program's run, and who is told of its translations. */
async function run(program: string, args: readonly string[], wanted: WantedCode): Promise<{ log: RegionLog; told: Translation[] }> {
  const told: Translation[] = [];
  const log = new RegionLog(wanted, () => os.kernel);
  const onTranslation = (translation: Translation): void => {
    told.push(translation);
    log.take(translation);
  };
  const os = await boot({ cores: 1, hotAfter: 4, onTranslation });
  const { pid } = os.spawn(`/bin/${program}`, args, { stdio: 'null' });
  os.run({ untilExit: pid, untilNs: 20e9 });
  os.close();
  return { log, told };
}

describe('every region of a program', () => {
  let regions: { region: Region; translation: Translation }[] = [];
  beforeAll(async () => {
    const { told } = await run('sh', ['-c', 'printf %.2f 3.1; life 3; seq 9 | sort -rn'], { address: 0 });
    regions = told.flatMap((translation) => translation.regions.map((region) => ({ region, translation }))).slice(0, 300);
  });

  test('is written as it was, with notes of each block and instruction once', () => {
    expect(regions.length).toBeGreaterThan(100);
    for (const { region, translation } of regions) {
      const { list } = listRegion(translation, region).notes;
      const of = (kind: string): number[] => list.filter((note) => note.kind === kind).map(({ subject }) => subject);
      expect(of('block').toSorted()).toEqual(region.blocks.map(({ start }) => start).toSorted());
      expect(of('instruction')).toHaveLength(instructionsOf(region));
      expect(of('close').toSorted()).toEqual([...of('openBlock'), ...of('openLoop')].toSorted());
      expect(list.every(({ at }, index) => at >= (list[index - 1]?.at ?? 0))).toBe(true);
    }
  });

  test('has text for its whole body, in which each block is closed', () => {
    for (const { region, translation } of regions) {
      const { body } = listRegion(translation, region);
      const texts = instructionTexts(body, unnamed);
      const count = (pattern: RegExp): number => texts.filter(({ text }) => pattern.test(text)).length;
      expect(count(/^(block|loop|if)/)).toBe(count(/^end$/));
      expect(texts.at(-1)?.depth).toBe(0);
    }
  });
});

test.each([
  ['0x10234', { address: 0x10234 }],
  ['0XfF', { address: 255 }],
  ['main', { symbol: 'main' }],
  ['_dl.x$1', { symbol: '_dl.x$1' }],
  ['12', undefined],
  ['0x', undefined],
  ['0xzz', undefined],
  ['', undefined],
  ['a b', undefined],
])('%j names %j', (text, wanted) => {
  expect(parseWantedCode(text)).toEqual(wanted);
});

test('instructions are named as the specification names them', () => {
  const names = new Map([
    ['i32Load8U', 'i32.load8_u'],
    ['i64Load32S', 'i64.load32_s'],
    ['i64Store16', 'i64.store16'],
    ['i64Extend32S', 'i64.extend32_s'],
    ['i64ExtendI32U', 'i64.extend_i32_u'],
    ['i32WrapI64', 'i32.wrap_i64'],
    ['f64ConvertI32U', 'f64.convert_i32_u'],
    ['f32DemoteF64', 'f32.demote_f64'],
    ['i64ReinterpretF64', 'i64.reinterpret_f64'],
    ['i64ShrU', 'i64.shr_u'],
    ['f64Sqrt', 'f64.sqrt'],
    ['i64TruncSatF64S', 'i64.trunc_sat_f64_s'],
    ['unreachable', 'unreachable'],
  ]);
  const all: Readonly<Record<string, number>> = { ...op, ...memoryOp };
  for (const [name, text] of names) {
    const opcode = all[name] ?? 0;
    const body = [...(opcode > 0xff ? [opcode >> 8] : []), opcode & 0xff, 0, 0];
    expect(instructionTexts(body, unnamed)[0]?.text.split(' ')[0]).toBe(text);
  }
});

describe('the code of a function', () => {
  let log: RegionLog;
  beforeAll(async () => {
    ({ log } = await run('primes', ['2000'], { symbol: 'main' }));
  });

  test('is found by its name, and by an address in it', async () => {
    expect(log.regions.length).toBeGreaterThan(1);
    for (const { names, region } of log.regions) expect(names.get(region.entry)).toMatch(/^main\+0x/);
    const [{ region } = { region: undefined }] = log.regions;
    const last = region?.blocks.at(-1)?.instructions.at(-1);
    const again = await run('primes', ['2000'], { address: last?.pc ?? 0 });
    expect(again.log.regions.map((found) => found.region.entry)).toContain(region?.entry);
    expect(log.functions).toContain('main');
  });

  test('stands beside its WebAssembly where there is room, and above it where there is not', () => {
    const [logged] = log.regions;
    if (logged === undefined) throw new Error('nothing was translated');
    const [wide, narrow] = [regionText(logged, 140), regionText(logged, 80)];
    expect(wide).toMatch(/^Region 0x[0-9a-f]+ <main\+0x[0-9a-f]+> of primes, process 2: \d+ blocks?, /);
    expect(wide).toMatch(/^loop: its header is B0\n {2}B0 0x/m);
    expect(wide).toMatch(/^ {2}[0-9a-f]+ {2}c\.add +a\d,a\d +local\.get \$a\d$/m);
    expect(narrow).toMatch(/^ {2}[0-9a-f]+ {2}c\.add +a\d,a\d\n {8,}local\.get \$a\d$/m);
    const code = (text: string): string[] => text.match(/(local|i64|i32|br|call)[._a-z0-9]* \S+$/gm) ?? [];
    expect(code(narrow)).toEqual(code(wide));
  });
});

// What a machine tells of its translator: counts, bytes that live, and time by the clock that it was lent.
import { expect, test } from 'vitest';
import type { Translation } from '../../../../src/machine/engine/translator/translator.js';
import { listRegion } from '../../../../src/machine/engine/translator/region-module.js';
import { instructionsOf } from '../../../../src/machine/engine/translator/region.js';
import { loopMachine, loopRecords, loopStart } from './hot-loop.js';

test('an engine that translates nothing has none', () => {
  expect(loopMachine('interpreter').machine.translationStatistics).toBeUndefined();
});

test('what is counted is what was told, and bytes go with their code', () => {
  const told: Translation[] = [];
  const machine = loopMachine('auto', { onTranslation: (translation) => void told.push(translation) });
  expect(loopRecords('auto', machine).seen).toBe(loopRecords('interpreter').seen);
  const regions = told.flatMap((translation) => translation.regions);
  const { codeBytes, ...counts } = machine.machine.translationStatistics ?? { codeBytes: 0 };
  const translatedInstructions = regions.reduce((sum, region) => sum + instructionsOf(region), 0);
  expect(counts).toEqual({ regions: regions.length, modules: told.length, translatedInstructions, evictions: 0, compileMs: undefined });
  const bodies = told.flatMap((translation) => translation.regions.map((region) => listRegion(translation, region).body.length));
  expect(codeBytes).toBeGreaterThan(Math.max(...bodies));
  machine.writeU32(loopStart, 0x13);
  expect(machine.machine.translationStatistics?.codeBytes).toBe(0);
});

test('the clock is asked around each translation, and changes nothing', () => {
  let now = 0;
  const machine = loopMachine('auto', { hostClock: () => (now += 3) });
  expect(loopRecords('auto', machine).seen).toBe(loopRecords('auto').seen);
  expect(machine.machine.translationStatistics?.compileMs).toBe(now / 2);
});

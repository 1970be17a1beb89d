// The layout of linear memory: nothing overlaps, everything is aligned.
import { expect, test } from 'vitest';
import {
  codePageBytes,
  codePages,
  hartAddress,
  hartBytes,
  hartField,
  maximumHarts,
  maximumRamBytes,
  cachesAddress,
  pageBytes,
  recordBytes,
  region,
  slotsPerPage,
  straddleEndSlot,
} from '../../src/machine/layout.js';

test('regions stand in order and leave room for what is in them', () => {
  expect(region.globals).toBeGreaterThan(0);
  expect(region.harts).toBeGreaterThan(region.globals);
  expect(region.codePageOfFrame).toBeGreaterThanOrEqual(hartAddress(maximumHarts - 1) + hartBytes);
  expect(region.decodedCode).toBeGreaterThanOrEqual(region.codePageOfFrame + (maximumRamBytes / pageBytes) * 2);
  expect(region.ram).toBeGreaterThanOrEqual(region.decodedCode + codePages * codePageBytes);
  expect(region.ram % 65536).toBe(0);
  expect(cachesAddress(maximumRamBytes)).toBeLessThanOrEqual(2 ** 32);
});

test('fields of a hart are aligned, distinct and inside its region', () => {
  const offsets = Object.values(hartField);
  expect(new Set(offsets).size).toBe(offsets.length);
  for (const offset of offsets) expect([offset % 8, offset < hartBytes]).toEqual([0, true]);
});

test('a page of decoded code holds a record for each halfword and those behind them', () => {
  expect(straddleEndSlot).toBeGreaterThan(slotsPerPage);
  expect(codePageBytes).toBeGreaterThanOrEqual((straddleEndSlot + 1) * recordBytes);
});

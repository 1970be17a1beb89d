// Profiles on the command line: shown, saved, changed, booted, refused.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parameterPaths, parameterValue, profileParameters } from '../../src/machine/profile-parameters.js';
import { type Profile, profiles } from '../../src/machine/profiles.js';
import { vivarium } from './vivarium.js';

const builtIn: readonly Profile[] = Object.values(profiles);
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profiles-'));
  const { l1d } = profiles.board.hierarchy;
  const wrong = { ...profiles.board, hierarchy: { ...profiles.board.hierarchy, l1d: { ...l1d, ways: 3 } } };
  writeFileSync(at('ways.json'), JSON.stringify(wrong));
  writeFileSync(at('text.json'), 'no JSON');
  writeFileSync(at('empty.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(builtIn)('profile $name', (profile) => {
  const { name } = profile;

  test('is shown with unit and source of every parameter', () => {
    const { status, stdout } = vivarium(['profiles', '--show', name]);
    expect(status).toBe(0);
    for (const path of parameterPaths) {
      const line = stdout.split('\n').find((text) => text.startsWith(`${path} `));
      const value = parameterValue(profile, path);
      if (value === undefined) expect(line).toBeUndefined();
      else
        expect(line?.split(/ {2,}/)).toEqual([
          path,
          String(value),
          profileParameters[path].unit,
          profileParameters[path].summary,
          expect.stringMatching(/.../),
        ]);
    }
  });

  test('as JSON is a file that boots the same machine with its own number of cores', () => {
    const file = at(`${name}.json`);
    writeFileSync(file, vivarium(['profiles', '--show', name, '--json']).stdout);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(profile);
    const script = 'nproc; cat /proc/vivarium/profile; spin 1';
    const [fromFile, builtInOne] = [file, name].map((choice) => vivarium(['sh', '--check-ledger', '--profile', choice, '-c', script]));
    expect(fromFile).toMatchObject({ status: 0, stderr: '' });
    expect(fromFile).toEqual(builtInOne);
    expect(fromFile?.stdout.split('\n')[0]).toBe(String(profile.harts));
  });

  test('runs programs on its cores, and every cycle has a cause', () => {
    const { status, stdout } = vivarium(['sh', '--profile', name, '--check-ledger', '-c', 'ring 2 64 20 & spin 1 | cat; wait; nproc']);
    expect(status).toBe(0);
    expect(stdout).toContain('spin: 1 million instructions');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(String(profile.harts));
  });
});

const refusals: readonly (readonly [file: string, part: string])[] = [
  ['ways.json', 'hierarchy.l1d.ways: 512 lines in 3 ways give no power of two of sets'],
  ['empty.json', 'name: is missing'],
  ['text.json', 'not JSON'],
  ['none.json', 'no such file'],
];

describe.each(refusals)('profile %s', (file, part) => {
  test.each([[['demo', '--profile']], [['sh', '-c', 'true', '--profile']], [['study', 'quantum', '--profile']], [['profiles', '--show']]])(
    'is refused by %j in one line with status 2',
    (words) => {
      const { status, stdout, stderr } = vivarium([...words, at(file)]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^vivarium: [^\n]+: [^\n]+\n$/);
      expect(stderr).toContain(part);
      expect(stderr).toContain(file);
    },
  );
});

test("a file with the semantics of QEMU's cache plugin makes a run's report count as under QEMU", () => {
  const { textbook } = profiles;
  writeFileSync(at('qemu.json'), JSON.stringify({ ...textbook, hierarchy: { ...textbook.hierarchy, semantics: 'qemu-cache-plugin' } }));
  const folder = fileURLToPath(new URL('../golden/cache-plugin/', import.meta.url));
  const { output, counts } = JSON.parse(readFileSync(`${folder}counts.json`, 'utf8')).programs.list;
  const { status, stdout } = vivarium(['run', '--profile', at('qemu.json'), '--report', at('report.json'), `${folder}list.elf`]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: output });
  const [, { l1i, l1d, l2, ...others }] = JSON.parse(readFileSync(at('report.json'), 'utf8')).cores.map(
    ({ caches }: { caches: unknown }) => caches,
  );
  const data = [l1d.reads + l1d.writes, l1d.readMisses + l1d.writeMisses];
  expect([l1i.accesses, l1i.misses, ...data, l2.accesses, l2.misses]).toEqual(counts.textbook);
  expect(Object.keys(others)).toEqual(['stalls', 'reloads']);
});

test('the schema is printed as JSON', () => {
  const { status, stdout } = vivarium(['profiles', '--schema']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object', required: ['name', 'frequencyHz', 'harts', 'hierarchy'] });
});

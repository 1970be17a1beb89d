// Lazy and eager saving of f registers: what programs compute is the same, what a switch costs is not.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type BootOptions, boot, type Vivarium } from '../../src/system/boot.js';
import { freshGuest, runIn } from '../userland/run-in-guest.js';

type Saving = NonNullable<BootOptions['pcb']>;

const savings: readonly Saving[] = ['lazy', 'eager'];
const floats = new URL('../../dist/userland/tests/float-registers', import.meta.url);
const expected = new URL('../golden/ctests/float-registers.out', import.meta.url);

function fileOf(os: Vivarium, path: string): string {
  return String(os.fs.readFileSync(path, 'utf8'));
}

/** Cycles of two turns of two processes, and how often init's PCB took f registers. */
async function turn(pcb: Saving, kind: string): Promise<{ cycles: number; history: string }> {
  const os = await boot({ cores: 1, policy: 'rr', timing: 'none', pcb });
  os.run({ untilExit: os.spawn('/bin/mkdir', ['/work'], { stdio: 'null' }).pid });
  const { output } = runIn(os, '/bin/float-switch', [kind, '300']);
  const history = fileOf(os, '/proc/vivarium/ledger');
  expect(fileOf(os, '/proc/vivarium/scheduler')).toContain(`\npcb: ${pcb}\n`);
  os.close();
  return { cycles: Number(/turn: ([\d.]+)/.exec(output)?.[1]), history };
}

test.each(savings)('%s: floating point comes out right, on two cores, with signals and over execve', async (pcb) => {
  const os = await freshGuest({ pcb });
  os.install('/root/floats', readFileSync(fileURLToPath(floats)));
  const { code, output } = runIn(os, '/root/floats');
  os.close();
  expect(output).toBe(readFileSync(fileURLToPath(expected), 'utf8'));
  expect(code).toBe(0);
});

test('eagerly, a switch between programs without floating point stores and loads 33 words more', async () => {
  const [lazy, eager] = [await turn('lazy', 'none'), await turn('eager', 'none')];
  // Two switches a turn, a cycle for each word stored and each word loaded.
  expect(eager.cycles - lazy.cycles).toBeCloseTo(2 * (33 + 33), 0);
});

test('both cost the same where every program uses floating point', async () => {
  const [lazy, eager] = [await turn('lazy', 'both'), await turn('eager', 'both')];
  expect(Math.abs(eager.cycles - lazy.cycles)).toBeLessThan(1);
});

test.each(savings)('%s: does the same again to the cycle', async (pcb) => {
  expect((await turn(pcb, 'one')).history).toBe((await turn(pcb, 'one')).history);
});

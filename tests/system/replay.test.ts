// A run that followed a host's clock and took keys, played again.
import { expect, test } from 'vitest';
import { historyHash } from '../../src/kernel/ledger/ledger.js';
import { profiles } from '../../src/machine/profiles.js';
import { boot } from '../../src/system/boot.js';
import { Pacer } from '../../src/system/pacing.js';
import type { Recording } from '../../src/system/recording.js';
import { replay } from '../../src/system/replay.js';
import type { Vivarium } from '../../src/system/vivarium.js';

const options = { cores: 2, seed: 3 };

function factsOf(os: Vivarium): unknown {
  return { history: historyHash(os.kernel.ledger), clocks: os.kernel.machine.harts.map((hart) => hart.cycles), nowNs: os.nowNs };
}

/** A session at the mercy of a host whose clock jumps about. */
async function session(): Promise<{ recording: Recording; facts: unknown; screen: string }> {
  const os = await boot({ ...options, record: true });
  os.spawn('/bin/spin', ['100000'], { stdio: 'null' });
  os.spawn('/bin/sh', ['-l']);
  const pacer = new Pacer(os);
  let hostNs = 1e9;
  let chance = 12345;
  const keys = [...'echo one | tr a-z A-Z\r', ...'spin 1 &\r', ...'jobs\r'];
  for (let step = 0; step < 400; step++) {
    chance = (chance * 1103515245 + 12345) % 2 ** 31;
    hostNs += 500_000 + (chance % 4_000_000);
    pacer.step(hostNs);
    const key = step % 8 === 0 ? keys.shift() : undefined;
    if (key !== undefined) os.write(key);
    if (step === 200) os.resize(120, 40);
  }
  const screen = new TextDecoder().decode(os.readConsole());
  const facts = factsOf(os);
  os.close();
  if (os.recording === undefined) throw new Error('nothing was recorded');
  return { recording: os.recording, facts, screen };
}

test('a recorded interactive run replays to the cycle, also from JSON', async () => {
  const { recording, facts, screen } = await session();
  expect(screen).toContain('ONE');
  expect(recording.events.some(({ kind }) => kind === 'frequency')).toBe(true);
  const again = await boot(options);
  replay(again, JSON.parse(JSON.stringify(recording)) as Recording);
  expect(factsOf(again)).toEqual(facts);
  expect(new TextDecoder().decode(again.readConsole())).toBe(screen);
  again.close();
});

test('a run whose reader is slow and then goes away replays to the cycle', async () => {
  const os = await boot({ ...options, record: true });
  const { pid, pipes } = os.spawn('/bin/sh', ['-c', 'yes; exit 7'], { stdio: os.pipes() });
  if (pipes === undefined) throw new Error('no pipes');
  let taken = 0;
  // Three times more than the pipe to the host holds, so that the writer waits for its reader.
  while (taken < 48 * 2 ** 20) {
    os.run({ untilNs: os.nowNs + 20e6 });
    taken += pipes.stdout.read().length;
  }
  pipes.stdout.close();
  os.run({ untilExit: pid });
  expect(os.endOf(pid)).toEqual({ code: 7, status: 7 });
  const facts = factsOf(os);
  const { recording } = os;
  os.close();
  const again = await boot(options);
  if (recording !== undefined) replay(again, recording);
  expect(factsOf(again)).toEqual(facts);
  again.close();
});

test('a recording keeps the profile that the user described, and a system booted with it lives the same', async () => {
  const profile = { ...profiles.board, name: 'mine', frequencyHz: 1_234_000_000, harts: 3 };
  const os = await boot({ profile, record: true });
  os.run({ untilExit: os.spawn('/bin/spin', ['2'], { stdio: 'null' }).pid });
  const recording = JSON.parse(JSON.stringify(os.recording)) as Recording;
  expect(recording.profile).toEqual(profile);
  const again = await boot({ profile: recording.profile });
  replay(again, recording);
  expect(again.cores).toBe(3);
  expect(factsOf(again)).toEqual(factsOf(os));
});

test('a profile that cannot be is refused with the path of its field', async () => {
  const { hierarchy } = profiles.board;
  const profile = { ...profiles.board, hierarchy: { ...hierarchy, l1d: { ...hierarchy.l1d, ways: 3 } } };
  await expect(boot({ profile })).rejects.toThrow('boot: profile: hierarchy.l1d.ways: 512 lines in 3 ways give no power of two of sets');
});

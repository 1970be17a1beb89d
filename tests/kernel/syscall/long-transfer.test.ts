// Transfers that are far larger than what one try may move.
import { expect, test } from 'vitest';
import { boot } from '../../../src/system/boot.js';
import { callProgram, layTexts } from '../../fuzz/call-program.js';

const texts = layTexts(['/dev/full', '/dev/null', '/dev/ptmx']);
const [full = 0n, none = 0n, master = 0n] = texts.addresses;
const AT_FDCWD = -100n;
const O_RDWR = 2n;

/** Opens `goal` as 3 and /dev/full as 4, and copies `count` bytes of zeros. */
function copier(goal: bigint, count: bigint): Uint8Array {
  const openat = 56;
  const sendfile = 71;
  return callProgram(
    [
      { number: openat, values: [AT_FDCWD, goal, O_RDWR] },
      { number: openat, values: [AT_FDCWD, full, O_RDWR] },
      { number: sendfile, values: [3n, 4n, 0n, count] },
    ],
    texts.bytes,
  );
}

test('a copy of hundreds of megabytes lets another program have the core in between', async () => {
  const os = await boot({ cores: 1 });
  os.install('/root/copier', copier(none, 256n << 20n));
  const long = os.spawn('/root/copier', [], { stdio: 'null' });
  os.run({ untilNs: 2e6 });
  const short = os.spawn('/bin/true', [], { stdio: 'null' });
  os.run({ untilExit: short.pid });
  expect(os.hasEnded(long.pid)).toBe(false);
  os.run({ untilExit: long.pid });
  expect(os.endOf(long.pid)?.code).toBe(0);
  os.close();
});

test('a copy to a terminal that nobody reads from ends when it is killed', async () => {
  const os = await boot({ cores: 1 });
  os.install('/root/copier', copier(master, 1n << 30n));
  const endless = os.spawn('/root/copier', [], { stdio: 'null' });
  os.run({ untilNs: 2e6 });
  os.run({ untilExit: os.spawn('/bin/kill', ['-9', String(endless.pid)], { stdio: 'null' }).pid });
  os.run({ untilNs: os.nowNs + 5e6 });
  expect(os.endOf(endless.pid)?.signal).toBe(9);
  os.close();
});

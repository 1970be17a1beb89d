// Address space identifiers under real programs: no stale translation is ever used, and a switch spares the TLBs and nothing else.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type BootOptions, boot } from '../../src/system/boot.js';
import { exitedStatus } from '../../src/abi/wait.js';
import { profiles } from '../../src/machine/profiles.js';
import { TestSystem } from '../kernel/boot-for-test.js';
import { shell } from '../userland/run-in-guest.js';

const storm = readFileSync(fileURLToPath(new URL('../../dist/userland/tests/stale-translations', import.meta.url)));
const calm = readFileSync(fileURLToPath(new URL('../golden/ctests/stale-translations.out', import.meta.url)), 'utf8');

describe.each(Object.values(profiles))('on the profile $name', ({ hierarchy }) => {
  // With 3 bits there are 7 identifiers: they begin anew every few processes.
  test.each([3, 8])('programs never see what was taken away, with %i bits of identifiers', (asidBits) => {
    const system = new TestSystem({ hierarchy: { ...hierarchy, asid: true }, asidBits });
    system.install('/bin/storm', storm);
    expect(system.run('/bin/storm')).toEqual({ output: calm, status: exitedStatus(0) });
    expect(system.kernel.state.memory.asids?.generation).toBeGreaterThan(asidBits === 3 ? 40 : 1);
  });
});

interface Counts {
  readonly output: string;
  readonly tlb: number;
  readonly l1d: number;
  readonly l2: number;
  readonly walkReads: number;
  readonly switches: number;
  readonly machine: string;
}

/** What a script prints, and what all of it has cost the core. */
async function session(options: BootOptions, script: string): Promise<Counts> {
  const os = await boot({ cores: 1, seed: 3, policy: 'rr', aslr: false, ...options });
  os.run({ untilExit: os.spawn('/bin/mkdir', ['/work'], { stdio: 'null' }).pid });
  const { output } = shell(os, script);
  const hart = os.kernel.machine.harts[0];
  if (hart === undefined) throw new Error('no hart');
  const sum = (...names: Parameters<typeof hart.counter>[0][]): number => names.reduce((total, name) => total + hart.counter(name), 0);
  const counts = {
    output,
    tlb: sum('itlbMisses', 'dtlbMisses'),
    l1d: sum('l1dReadMisses', 'l1dWriteMisses'),
    l2: sum('l2Misses'),
    walkReads: sum('walkReads'),
    switches: os.kernel.ledger.harts[0]?.contextSwitches ?? 0,
    machine: String(os.fs.readFileSync('/proc/vivarium/machine', 'utf8')),
  };
  os.close();
  return counts;
}

test('two processes that take turns miss in the TLBs far less, and in the caches just as often', async () => {
  const script = 'float-switch none 500 >/dev/null; ring 2 8 20 >/dev/null';
  const [off, on] = [await session({ asid: false }, script), await session({ asid: true }, script)];
  expect(off.machine).toContain('asid: off\n');
  expect(on.machine).toContain('asid: on\n');
  expect(on.tlb).toBeLessThan(off.tlb / 2);
  // Walks read page tables that lie in the caches: to spare them spares no line a switch.
  expect(on.walkReads).toBeLessThan(off.walkReads - 3 * on.switches);
  for (const level of ['l1d', 'l2'] as const) expect(Math.abs(on[level] - off[level])).toBeLessThan(on.switches / 4);
});

test('programs do the same with identifiers and without', async () => {
  const script = `
forktree 2 | sort; cow | head -n 3; seq 1 200 | sort -rn | head -n 3; printf '%.3f\\n' 3.14159
sh -c 'trap "echo caught" USR1; kill -USR1 $$; echo after'; for i in 1 2 3 4 5; do echo $i | cat; done`;
  const outputs = async (options: BootOptions): Promise<string> =>
    (await session(options, script)).output.replaceAll(/\d+ (ns|us|cycles)/g, '');
  const plain = await outputs({ asid: false });
  expect(plain).toContain('caught\nafter\n');
  expect(await outputs({ asid: true })).toBe(plain);
  expect(await outputs({ asid: true, timing: 'none' })).toBe(await outputs({ asid: false, timing: 'none' }));
});

test('without caches a switch spares the flush all the same', async () => {
  const turn = async (asid: boolean): Promise<number> => {
    const { output } = await session({ asid, timing: 'none' }, 'float-switch none 500');
    return Number(/turn: ([\d.]+)/.exec(output)?.[1]);
  };
  expect((await turn(false)) - (await turn(true))).toBeCloseTo(20, 0);
});

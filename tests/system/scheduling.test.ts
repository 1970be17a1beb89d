// Scheduling as a host chooses it: policies with parameters, ticks, balancing; the same choice gives the same history.
import { describe, expect, test } from 'vitest';
import { policyNames } from '../../src/kernel/sched/policy-text.js';
import { type BootOptions, boot, type Vivarium } from '../../src/system/boot.js';

const busy =
  'taskset -c 0 spin 30 >/dev/null & taskset -c 0 nice spin 30 >/dev/null & spin 20 >/dev/null & chrt -r 5 spin 10 >/dev/null & sleep 0.01; wait';

async function systemAfter(options: BootOptions, script = busy): Promise<Vivarium> {
  const os = await boot({ cores: 2, seed: 3, ...options });
  const { pid } = os.spawn('/bin/sh', ['-c', script], { stdio: 'null' });
  os.run({ untilExit: pid, untilNs: 20e9 });
  expect(os.endOf(pid)).toMatchObject({ code: 0 });
  return os;
}

function fileOf(os: Vivarium, path: string): string {
  return String(os.fs.readFileSync(path, 'utf8'));
}

/** The number in a row of /proc/vivarium/scheduler. */
function numberOf(os: Vivarium, name: string): number {
  const match = new RegExp(`^${name.replaceAll('.', '\\.')}: (\\d+)`, 'm').exec(fileOf(os, '/proc/vivarium/scheduler'));
  return Number(match?.[1]);
}

describe.each(policyNames)('%s', (policy) => {
  test('does the same again to the cycle', async () => {
    const [first, second] = [await systemAfter({ policy }), await systemAfter({ policy })];
    const historyOf = (os: Vivarium): string => fileOf(os, '/proc/vivarium/ledger');
    expect(historyOf(second)).toBe(historyOf(first));
    expect(numberOf(first, 'finished')).toBeGreaterThanOrEqual(6);
    expect(numberOf(first, 'wakeups')).toBeGreaterThan(0);
    expect(numberOf(first, 'turnaround_sum')).toBeGreaterThanOrEqual(numberOf(first, 'response_sum'));
    expect(numberOf(first, 'wakeup_latency_p99')).toBeGreaterThanOrEqual(numberOf(first, 'wakeup_latency_p50'));
  });
});

test('parameters are taken from the text, a quantum where the text says nothing, and /proc shows them', async () => {
  const os = await boot({ policy: 'mlfq:levels=3,boost=250ms', quantumNs: 4e6 });
  expect(fileOf(os, '/proc/vivarium/scheduler')).toMatch(
    /^policy: mlfq\npolicy\.levels: 3\npolicy\.slice: 4000000 ns\n(.*\n)*policy\.boost: 250000000 ns\n/,
  );
  const both = await boot({ policy: 'rr:slice=2ms', quantumNs: 4e6 });
  expect(numberOf(both, 'policy.slice')).toBe(2e6);
});

test('a policy that is none is refused with what to give', async () => {
  await expect(boot({ policy: 'mlfq:leves=3' })).rejects.toThrow(/leves.*give mlfq with levels/);
  await expect(boot({ tickNs: 1 })).rejects.toThrow(RangeError);
});

test('ten times the tick rate makes about ten times the ticks', async () => {
  const ticks = async (tickNs: number): Promise<number> => numberOf(await systemAfter({ tickNs, cores: 1 }, 'spin 400'), 'core0.ticks');
  const [slow, fast] = [await ticks(10e6), await ticks(1e6)];
  expect(fast / slow).toBeGreaterThan(8);
  expect(fast / slow).toBeLessThan(12);
});

test('without balancing no core takes a task from another', async () => {
  const pulled = async (balance: boolean): Promise<number> => {
    const os = await systemAfter({ balance, cores: 2 }, 'for i in 1 2 3 4 5; do spin 30 >/dev/null & done; wait');
    return numberOf(os, 'core0.pulled') + numberOf(os, 'core1.pulled');
  };
  expect(await pulled(true)).toBeGreaterThan(0);
  expect(await pulled(false)).toBe(0);
});

// Whichever engine executes, a session is the same to the byte: what programs print, what /proc tells, where each cycle went.
import { describe, expect, test } from 'vitest';
import { type BootOptions, boot } from '../../src/system/boot.js';
import { shell } from '../userland/run-in-guest.js';

/** Pipes, signals, faults, floating point, fork and preemption, then all that the kernel counted. */
const script = `
ring 3 64 20 & pingpong 20 & forktree 2 & cow &
sh -c 'trap "echo caught" USR1; kill -USR1 $$; echo after'
seq 1 40 | sort -rn | head -n 3
printf '%.3f\\n' 3.14159
spin 4 & sleep 0.001; kill %5
wait
ps -eo pid,ppid,stat,ni,comm; cat /proc/self/status /proc/1/pcb /proc/stat /proc/schedstat /proc/vivarium/ledger /proc/vivarium/caches`;

async function session(options: BootOptions): Promise<string> {
  const os = await boot({ seed: 11, quantumNs: 100_000, ...options });
  os.run({ untilExit: os.spawn('/bin/mkdir', ['/work'], { stdio: 'null' }).pid });
  const { code, output, errors } = shell(os, script);
  const history = `${code}\n${output}\n${errors}`;
  os.close();
  return history;
}

describe.each<BootOptions>([
  { cores: 1, policy: 'eevdf' },
  { cores: 2, policy: 'eevdf' },
  { cores: 8, policy: 'eevdf' },
  { cores: 2, policy: 'rr' },
  { cores: 2, policy: 'fifo' },
  { cores: 2, policy: 'rr', asid: true },
])('$policy on $cores cores, identifiers $asid', (options) => {
  test('is the same session under every engine', async () => {
    const interpreted = await session({ ...options, engine: 'interpreter' });
    expect(interpreted).toContain('history: ');
    expect(await session({ ...options, engine: 'reference' })).toBe(interpreted);
    // Most of what is executed more than a dozen times is translated.
    expect(await session({ ...options, engine: 'auto', hotAfter: 100 })).toBe(interpreted);
  });
});

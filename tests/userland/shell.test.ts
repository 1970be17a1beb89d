// The shell and the core tools answer in Vivarium what Debian's shells and tools answer. The expected answers: scripts/golden/capture-shell.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot } from '../../src/system/boot.js';
import type { Vivarium } from '../../src/system/vivarium.js';

interface GoldenCase {
  readonly name: string;
  readonly script: string;
  /** Bytes as code points. */
  readonly stdout: string;
  readonly status: number;
}

const golden = fileURLToPath(new URL('../golden/sh/', import.meta.url));

/** Longest simulated time of a case; those that wait do so for a second at most. */
const limitNs = 30e9;

/** Runs a script in an empty folder of its own. */
function answer(os: Vivarium, folder: string, script: string): { stdout: string; status: number | undefined; stderr: string } {
  os.fs.mkdirSync(folder);
  const pipes = os.pipes();
  pipes.stdin.end();
  const env = { PATH: '/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC0' };
  const { pid } = os.spawn('/bin/sh', ['-c', script], { argv0: 'sh', cwd: folder, env, stdio: pipes });
  const endNs = os.nowNs + limitNs;
  let stdout = '';
  let stderr = '';
  while (!os.hasEnded(pid) && os.nowNs < endNs) {
    os.run({ untilExit: pid, untilNs: os.nowNs + 1e8 });
    stdout += Buffer.from(pipes.stdout.read()).toString('latin1');
    stderr += Buffer.from(pipes.stderr.read()).toString('latin1');
  }
  return { stdout, status: os.endOf(pid)?.status, stderr };
}

describe.each(readdirSync(golden).map((file) => file.replace(/\.json$/, '')))('%s', (topic) => {
  const cases: readonly GoldenCase[] = JSON.parse(readFileSync(`${golden}${topic}.json`, 'utf8'));
  let os: Vivarium;
  beforeAll(async () => {
    os = await boot({ cores: 2, seed: 3 });
  });
  afterAll(() => os.close());

  test.each(cases.map((each, index) => ({ ...each, folder: `/home/${index}` })))('$name', ({ script, stdout, status, folder }) => {
    const got = answer(os, folder, script);
    expect({ stdout: got.stdout, status: got.status }, got.stderr).toEqual({ stdout, status });
  });
});

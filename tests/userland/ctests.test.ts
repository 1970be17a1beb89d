// Every C program of userland/tests prints in Vivarium what it prints under qemu-riscv64. The expected text: scripts/golden/capture-ctests.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freshGuest, runIn } from './run-in-guest.js';

const programs = fileURLToPath(new URL('../../dist/userland/tests/', import.meta.url));
const golden = fileURLToPath(new URL('../golden/ctests/', import.meta.url));

describe('C programs', () => {
  test('are all of those that were captured', () => {
    const built = readdirSync(programs).sort();
    expect(built.map((name) => `${name}.out`)).toEqual(readdirSync(golden).sort());
  });

  test.each(readdirSync(golden).map((file) => file.replace(/\.out$/, '')))('%s prints the same as under qemu-riscv64', async (name) => {
    const os = await freshGuest();
    os.install(`/root/${name}`, readFileSync(programs + name));
    const { code, output, errors } = runIn(os, `/root/${name}`);
    os.close();
    expect(output + errors).toBe(readFileSync(`${golden}${name}.out`, 'utf8'));
    expect(code).toBe(0);
  });
});

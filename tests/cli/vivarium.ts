// Runs the built command as a user would, for tests.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built entry point. */
export const mainPath = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `vivarium` with nothing on stdin unless given. */
export function vivarium(
  args: readonly string[],
  settings: { input?: string | Uint8Array; env?: Record<string, string>; cwd?: string } = {},
): Outcome {
  const result = spawnSync(process.execPath, [mainPath, ...args], {
    input: settings.input ?? '',
    encoding: 'utf8',
    timeout: 110_000,
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...settings.env },
    ...(settings.cwd === undefined ? {} : { cwd: settings.cwd }),
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

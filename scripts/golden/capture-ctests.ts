// Captures what the programs of userland/tests print under qemu-riscv64, as the tests' oracle. Run by hand as root, with qemu-riscv64 on the path:
//   npx tsx scripts/golden/capture-ctests.ts [NAME]...
// Writes tests/golden/ctests/NAME.out. Each program runs in an empty folder with umask 022 and a bare environment; it must exit with status 0, and two
// runs must print the same. Where qemu-user differs from Linux the programs ask nothing: what they print was checked against the manual pages.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildUserland } from '../build-userland.js';
import { root } from '../userland-programs.js';

const programs = join(root, 'dist/userland/tests');
const golden = join(root, 'tests/golden/ctests');

/** Longest time that a program may take, milliseconds. */
const timeoutMs = 30_000;

/** Its standard output; throws when it does not end well. */
function run(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ctest-'));
  chmodSync(folder, 0o755);
  const environment = { PATH: '/bin:/usr/bin', HOME: folder };
  try {
    const result = spawnSync('qemu-riscv64', [join(programs, name)], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    if (result.status === 0) return result.stdout.toString();
    throw new Error(`${name}: status ${result.status}, signal ${result.signal}: ${result.stderr.toString()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.umask(0o022);
await buildUserland((line) => console.error(line));
const wanted = process.argv.slice(2);
mkdirSync(golden, { recursive: true });
for (const name of readdirSync(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const output = run(name);
  if (run(name) !== output) throw new Error(`${name}: two runs print different things`);
  writeFileSync(join(golden, `${name}.out`), output);
}

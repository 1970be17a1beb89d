// Captures what Debian's shells and tools answer to the cases in shell-cases/, as the tests' oracle. Run by hand, on Debian with dash and bash:
//   npx tsx scripts/golden/capture-shell.ts
// Writes tests/golden/sh/TOPIC.json: a list of { name, script, stdout, status }. dash and bash (as sh) must agree, else the case is at fault: it tests
// what POSIX leaves open; or it is marked [bash] or [dash]. Every case runs in an empty folder with `sh` on the path being the shell itself.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readShellCases, type ShellCase } from './shell-cases.js';

interface Answer {
  readonly stdout: string;
  readonly status: number;
}

const golden = fileURLToPath(new URL('../../tests/golden/sh', import.meta.url));
const shells = { dash: '/bin/dash', bash: '/bin/bash' } as const;

function answer(shell: keyof typeof shells, script: string): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'shell-case-'));
  const tools = mkdtempSync(join(tmpdir(), 'shell-tools-'));
  try {
    symlinkSync(shells[shell], join(tools, 'sh'));
    const env = { PATH: `${tools}:/usr/bin:/bin`, HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC0' };
    const result = spawnSync(join(tools, 'sh'), ['-c', script], {
      argv0: 'sh',
      cwd: folder,
      env,
      encoding: 'latin1',
      timeout: 20_000,
      input: '',
    });
    if (result.status === null) throw new Error(`ended by ${result.signal}: ${script}`);
    return { stdout: result.stdout, status: result.status };
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(tools, { recursive: true });
  }
}

function capture({ name, script, only }: ShellCase): (Answer & { name: string; script: string }) | undefined {
  const bash = answer(only ?? 'bash', script);
  const dash = answer(only ?? 'dash', script);
  if (dash.stdout === bash.stdout && dash.status === bash.status) return { name, script, ...bash };
  process.stderr.write(`${name}: the shells differ\n--- dash ${dash.status}\n${dash.stdout}--- bash ${bash.status}\n${bash.stdout}`);
  process.exitCode = 1;
  return undefined;
}

mkdirSync(golden, { recursive: true });
for (const [topic, cases] of readShellCases()) {
  const answers = cases.map(capture).filter((each) => each !== undefined);
  writeFileSync(join(golden, `${topic}.json`), `${JSON.stringify(answers, null, 2)}\n`);
}

// Brings dist/ up to date: TypeScript, then the userland. Quick when nothing changed; progress goes to stderr.
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildUserland } from './build-userland.js';
import { root } from './userland-programs.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function buildTypeScript(): number {
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  return spawnSync(process.execPath, [compiler, '-b', 'src/cli'], { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1;
}

const status = buildTypeScript();
if (status !== 0) {
  say('build: tsc: the messages above say where: correct them and run "npm run build" again');
  process.exit(status);
}
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
try {
  await buildUserland(say);
} catch (error) {
  say(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

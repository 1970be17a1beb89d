// Brings dist/ up to date: TypeScript, then the userland. Quick when nothing changed; progress goes to stderr.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildUserland } from './build-userland.js';
import { root } from './userland-programs.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function buildTypeScript(): number {
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  return spawnSync(process.execPath, [compiler, '-b', 'src/cli'], { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1;
}

/** Whether no module of the compiler is younger than `file`. */
function isNewest(file: string): boolean {
  if (!existsSync(file)) return false;
  const { mtimeMs } = statSync(file);
  const modules = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true }).filter(
    ({ parentPath, name }) => name.endsWith('.js') && !parentPath.endsWith('bin'),
  );
  return modules.every(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs <= mtimeMs);
}

/** The command as a few files: opening some 250 modules would take most of a short run's time. */
async function bundleCommand(): Promise<void> {
  const outdir = join(root, 'dist/bin');
  if (isNewest(join(outdir, 'main.js'))) return;
  rmSync(outdir, { recursive: true, force: true });
  await build({
    // Workers start from a file of their own.
    entryPoints: ['cli/main.js', 'studies/study-worker.js'].map((name) => ({
      in: join(root, 'dist', name),
      out: name.replace(/.*\/|\.js$/g, ''),
    })),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['memfs', 'pino', 'pino-pretty', 'piscina', '@observablehq/plot', 'linkedom', '@zigc/*'],
    // Some dependencies are CommonJS and ask for Node's modules with require.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  chmodSync(join(outdir, 'main.js'), 0o755);
}

const status = buildTypeScript();
if (status !== 0) {
  say('build: tsc: the messages above say where: correct them and run "npm run build" again');
  process.exit(status);
}
try {
  await bundleCommand();
  await buildUserland(say);
} catch (error) {
  say(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

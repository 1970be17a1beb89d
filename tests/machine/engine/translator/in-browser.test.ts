// The machine in a browser's worker: its translated code does what the interpreter does there, and what both do under Node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import { chromium, hasChromium, quietFlags, withoutChromium } from '../../../studies/browser.js';
import { type LoopRecords, loopRecords } from './hot-loop.js';

/** What goes wrong in the worker is a verdict too. */
const page = `<!doctype html><script type=module>
const worker = new Worker('/worker.js', { type: 'module' });
worker.onerror = ({ message }) => fetch('/verdict', { method: 'POST', body: message });
</script>`;

async function bundledWorker(): Promise<string> {
  const entry = fileURLToPath(new URL('browser-worker.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves the page and its worker; the verdict is what is posted. */
function serve(worker: string): { server: Server; verdict: Promise<string> } {
  const server = createServer();
  const verdict = new Promise<string>((resolve) => {
    server.on('request', (request: IncomingMessage, response) => {
      const isScript = request.url === '/worker.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? worker : page);
      if (request.method === 'POST') void text(request).then(resolve);
    });
  });
  return { server, verdict };
}

async function verdictOfBrowser(worker: string): Promise<string> {
  const { server, verdict } = serve(worker);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'vivarium-machine-'));
  const browser = spawn(chromium, [...quietFlags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 50_000,
  });
  const ended = once(browser, 'exit');
  const complaints = text(browser.stderr);
  try {
    const gaveUp = ended.then(async () => Promise.reject(new Error(`Chromium ended: ${(await complaints).slice(-500)}`)));
    return await Promise.race([verdict, gaveUp]);
  } finally {
    browser.kill();
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

test('a hot loop is the same under both engines', () => {
  const [interpreted, translated] = [loopRecords('interpreter'), loopRecords('auto')];
  expect(translated.seen).toBe(interpreted.seen);
  expect(translated.regions).toBeGreaterThan(0);
  expect(interpreted.seen).toContain('"cause":"breakpoint"');
});

test('the machine needs nothing of Node', async () => {
  expect(await bundledWorker()).not.toMatch(/from ?["']|\brequire\(|\bprocess\.|\bBuffer\b/);
});

describe('in a browser', () => {
  beforeEach(({ skip }) => skip(!hasChromium, withoutChromium));

  test('a hot loop is the same as here, under both engines', { timeout: 60_000 }, async () => {
    const verdict = JSON.parse(await verdictOfBrowser(await bundledWorker())) as Record<'interpreted' | 'translated', LoopRecords>;
    expect(verdict.translated.seen).toBe(verdict.interpreted.seen);
    expect(verdict.translated.seen).toBe(loopRecords('auto').seen);
    expect(verdict.translated.regions).toBeGreaterThan(0);
  });
});

// The library as its users call it.
import { describe, expect, test } from 'vitest';
import { boot } from '../../src/system/boot.js';
import { historyHash } from '../../src/kernel/ledger/ledger.js';
import { checkLedger } from '../../src/kernel/ledger/check-ledger.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('boot', () => {
  test('gives a system in which a program runs to its end', async () => {
    const os = await boot({ cores: 2, seed: 1 });
    const p = os.spawn('/bin/spin', ['5']);
    expect(os.run({ untilExit: p.pid })).toBe('exit');
    expect(os.endOf(p.pid)).toEqual({ code: 0, status: 0 });
    expect(os.fs.readFileSync('/proc/1/maps', 'utf8')).toMatch(/r-xp .* \/bin\/init\n/);
    os.close();
  });

  test('leaves no host handle open', async () => {
    const before = process.getActiveResourcesInfo().length;
    const os = await boot();
    os.run({ untilExit: os.spawn('/bin/true', []).pid });
    os.close();
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
  });

  test('refuses use after close', async () => {
    const os = await boot();
    os.close();
    expect(() => os.run()).toThrow('closed');
  });

  test.each([
    [{ cores: 0 }, 'cores'],
    [{ cores: 65 }, 'cores'],
    [{ memoryBytes: 4096 }, 'memoryBytes'],
    [{ memoryBytes: 2 ** 40 }, 'memoryBytes'],
    [{ quantumNs: 0 }, 'quantumNs'],
  ])('refuses %j with a RangeError that names it', async (options, name) => {
    await expect(boot(options)).rejects.toThrow(name);
  });

  test('tells why a program will not start', async () => {
    const os = await boot();
    expect(os.trySpawn('/bin/absent')).toMatchObject({ errno: 'ENOENT' });
    expect(os.trySpawn('/etc/passwd')).toMatchObject({ errno: 'EACCES' });
    expect(() => os.spawn('/bin/absent')).toThrow('/bin/absent');
    os.close();
  });

  test('shows on the console what is typed, and what answers', async () => {
    const os = await boot();
    const cat = os.spawn('/bin/cat');
    os.run();
    os.write('hello\r\u0004');
    expect(os.run({ untilExit: cat.pid })).toBe('exit');
    expect(text(os.readConsole())).toBe('hello\r\nhello\r\n');
    os.close();
  });

  test('gives ^C from the console to the program in the foreground', async () => {
    const os = await boot();
    const sleep = os.spawn('/bin/sleep', ['1000']);
    os.run({ untilNs: 50e6 });
    os.write('\u0003');
    expect(os.run({ untilExit: sleep.pid })).toBe('exit');
    expect(os.endOf(sleep.pid)).toEqual({ signal: 2, status: 130 });
    os.close();
  });

  test('passes bytes through pipes to the host', async () => {
    const os = await boot();
    const pipes = os.pipes();
    const tr = os.spawn('/bin/tr', ['a-z', 'A-Z'], { stdio: pipes });
    expect(os.run()).toBe('idle');
    expect(pipes.stdin.wanted).toBe(true);
    pipes.stdin.write(new TextEncoder().encode('quiet\n'));
    pipes.stdin.end();
    expect(os.run({ untilExit: tr.pid })).toBe('exit');
    expect(text(pipes.stdout.read())).toBe('QUIET\n');
    os.close();
  });

  test('a program whose reader went away gets SIGPIPE', async () => {
    const os = await boot();
    const pipes = os.pipes();
    const yes = os.spawn('/bin/yes', [], { stdio: pipes });
    os.run({ untilNs: 5e6 });
    pipes.stdout.close();
    os.run({ untilExit: yes.pid });
    expect(os.endOf(yes.pid)).toEqual({ signal: 13, status: 141 });
    os.close();
  });

  test('keeps its books to the cycle', async () => {
    const os = await boot({ cores: 3 });
    for (let count = 0; count < 5; count++) os.spawn('/bin/spin', ['3'], { stdio: 'null' });
    os.run({ untilNs: 20e6 });
    expect(() => checkLedger(os.kernel.ledger, os.kernel.machine, os.kernel.tasks.tasks.values())).not.toThrow();
    os.close();
  });
});

async function historyOf(options: Parameters<typeof boot>[0]): Promise<string> {
  const os = await boot(options);
  const pipes = os.pipes();
  const sh = os.spawn('/bin/sh', ['-c', 'spin 2 & spin 2 & ls -l /proc/self; cat /proc/stat; wait'], { stdio: pipes });
  os.run({ untilExit: sh.pid });
  const history = `${historyHash(os.kernel.ledger)} ${os.nowNs} ${text(pipes.stdout.read())}`;
  os.close();
  return history;
}

describe('a history', () => {
  test('is the same for the same seed', async () => {
    expect(await historyOf({ seed: 7 })).toBe(await historyOf({ seed: 7 }));
  });

  test('is another for another seed', async () => {
    expect(await historyOf({ seed: 7 })).not.toBe(await historyOf({ seed: 8 }));
  });

  test('does not depend on the engine', async () => {
    expect(await historyOf({ engine: 'reference' })).toBe(await historyOf({ engine: 'interpreter' }));
  });
});

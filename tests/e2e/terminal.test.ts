// The system on a terminal, as a user meets it: keys, Ctrl-C, job control, top, resizing, leaving.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { Screen } from './screen.js';

let screen: Screen | undefined;

function open(args: readonly string[]): Screen {
  screen = new Screen(args);
  return screen;
}

afterEach(() => screen?.close());

/** The prompt of the guest's shell. */
const prompt = 'root@vivarium:~# ';

async function shellWithSpinners(spinners: number): Promise<Screen> {
  const shell = open(['sh']);
  await shell.untilText(prompt.trimEnd());
  if (spinners > 0) {
    shell.type(`for i in $(seq ${spinners}); do spin 100000000 & done; clear; echo started\r`);
    await shell.until('started', ({ text }) => /^started$/m.test(text));
  }
  return shell;
}

/** User and system time of a process of the host, at its 100 ticks a second. */
function hostSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

describe('a shell on a terminal', () => {
  test('echoes keys, runs what is typed and leaves with its status', async () => {
    const shell = await shellWithSpinners(0);
    shell.type('echo "$((6 * 7))" is the answer\r');
    await shell.untilText('42 is the answer');
    shell.type('exit 3\r');
    expect(await shell.untilEnd()).toBe(3);
  });

  test('answers a key at once while eight spinners run', async () => {
    const shell = await shellWithSpinners(8);
    const times: number[] = [];
    for (const key of 'abcdefghijklmnop') {
      const length = shell.raw.length;
      shell.type(key);
      times.push(await shell.until(`echo of ${key}`, ({ raw }) => raw.slice(length).includes(key)));
    }
    times.sort((a, b) => a - b);
    // The bound is 50 ms; other tests share the host's cores with this one.
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(100);
  });

  if (existsSync('/proc/self/stat')) {
    test('leaves the host alone while it is idle', async () => {
      const shell = await shellWithSpinners(0);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const before = hostSeconds(shell.pid);
      await new Promise((resolve) => setTimeout(resolve, 4000));
      expect((hostSeconds(shell.pid) - before) / 4).toBeLessThan(0.02);
    });
  }

  test('Ctrl-C ends the program in the foreground and not the shell', async () => {
    const shell = await shellWithSpinners(0);
    shell.type('sleep 1000; echo status $?\r');
    await new Promise((resolve) => setTimeout(resolve, 500));
    shell.type('\u0003');
    await shell.until('prompt after ^C', ({ text }) => text.trimEnd().endsWith(prompt.trimEnd()) && text.includes('^C'));
    shell.type('echo still here\r');
    await shell.until('an answer', ({ text }) => /^still here$/m.test(text));
  });

  test('Ctrl-Z stops a job, bg and fg go on with it', async () => {
    const shell = await shellWithSpinners(0);
    shell.type('sleep 1000\r');
    await new Promise((resolve) => setTimeout(resolve, 500));
    shell.type('\u001a');
    await shell.untilText('Stopped');
    shell.type('jobs\r');
    await shell.until('the job', ({ text }) => (text.match(/Stopped/g) ?? []).length >= 2);
    shell.type('kill %1; fg\r');
    shell.type('echo over\r');
    await shell.until('the end of the job', ({ text }) => /^over$/m.test(text));
  });

  test('learns of a new window size', async () => {
    const shell = await shellWithSpinners(0);
    shell.type("trap 'echo resized' WINCH; echo $((1 + 1)) traps\r");
    await shell.untilText('2 traps');
    shell.resize(70, 20);
    await new Promise((resolve) => setTimeout(resolve, 300));
    shell.type('stty size\r');
    await shell.until('the trap and the size', ({ text }) => /^resized$/m.test(text) && /^20 70$/m.test(text), 20_000);
  });

  test('Ctrl-] leaves whatever runs', async () => {
    const shell = await shellWithSpinners(0);
    shell.type('sleep 1000\r');
    shell.type('\u001d');
    expect(await shell.untilEnd(20_000)).toBe(0);
  });
});

describe('top on a terminal', () => {
  test('refreshes every second while spinners keep both cores busy, and q ends it', async () => {
    const top = open(['top', '-d', '1']);
    await top.untilText('PID', 20_000);
    const clock = (): string | undefined => /\d\d:\d\d:\d\d/.exec(top.text)?.[0];
    const first = clock();
    expect(first).toBeDefined();
    const start = performance.now();
    const seen = new Set([first]);
    await top.until('three refreshes', () => seen.add(clock()).size >= 4);
    const perRefresh = (performance.now() - start) / 3;
    expect(perRefresh).toBeGreaterThan(600);
    expect(perRefresh).toBeLessThan(2000);
    top.type('w');
    await top.until('columns of switches', ({ text }) => / RES +VCSW +NVCSW S /.test(text) && !text.includes('VIRT'));
    top.type('w');
    await top.until('columns of memory', ({ text }) => / VIRT +RES +SHR S /.test(text) && !text.includes('VCSW'));
    top.type('q');
    expect(await top.untilEnd(20_000)).toBe(0);
    expect(top.raw).toContain('\u001b[?25h');
  });
});

describe('bare vivarium on a terminal', () => {
  test('gives a shell among the processes of the demo', async () => {
    const shell = open([]);
    await shell.untilText(prompt.trimEnd());
    shell.type('ps -e\r');
    await shell.untilText('producer-consum');
    shell.type('head -n 1 /proc/2/maps\r');
    await shell.until('a mapping', ({ text }) => /r--p|r-xp/.test(text));
    shell.type('exit\r');
    expect(await shell.untilEnd()).toBe(0);
  });
});

// Every file of /sys, on small and on large machines.
import { describe, expect, test } from 'vitest';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import { readLink, textOf } from '../procfs/proc-for-test.js';

const list = /^\d+(-\d+)?(,\d+(-\d+)?)*\n$/;
const mask = /^[0-9a-f]{1,8}(,[0-9a-f]{8})*\n$/;
const shapes: readonly (readonly [path: RegExp, shape: RegExp])[] = [
  [/meminfo$/, /^(Node 0 [\w()]+: +\d+ kB\n)+$/],
  [/offline$/, /^\n$/],
  [/(_list|cpulist|possible|present|\/online|has_\w+)$/, list],
  [/(siblings|_cpus|cpumap)$/, mask],
  [/./, /^\d+\n$/],
];

/** Files and links, at any depth. */
function pathsBelow(os: Vivarium, folder: string): string[] {
  return (os.fs.readdirSync(folder) as string[]).flatMap((name) => {
    const path = `${folder}/${name}`;
    return os.fs.lstatSync(path).isDirectory() ? pathsBelow(os, path) : [path];
  });
}

describe.each([1, 2, 4, 40, 64])('/sys of a machine with %i cores', (cores) => {
  test('has files that open, read and have their shape, and links that lead somewhere', async () => {
    const os = await boot({ cores });
    let seen = 0;
    for (const path of pathsBelow(os, '/sys')) {
      if (os.fs.lstatSync(path).isSymbolicLink()) expect(os.fs.statSync(path).isDirectory()).toBe(true);
      else {
        expect(textOf(os.kernel, path), path).toMatch(shapes.find(([pattern]) => pattern.test(path))?.[1] ?? /never/);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(cores * 8);
    expect(textOf(os.kernel, '/sys/devices/system/cpu/online')).toBe(cores === 1 ? '0\n' : `0-${cores - 1}\n`);
    expect(readLink(os.kernel, '/sys/devices/system/node/node0/cpu0')).toBe('../../cpu/cpu0');
    os.close();
  });
});

test('a mask is as wide as the number of cores asks', async () => {
  const masks = await Promise.all(
    [2, 6, 32, 40].map(async (cores) => textOf((await boot({ cores })).kernel, '/sys/devices/system/node/node0/cpumap')),
  );
  expect(masks).toEqual(['3\n', '3f\n', 'ffffffff\n', 'ff,ffffffff\n']);
});

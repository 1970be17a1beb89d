// Looks that come between births and deaths: whatever the order, there is an answer.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import { addThread, readProc } from './proc-for-test.js';

interface Scene {
  readonly os: Vivarium;
  /** Pids as the last listing of /proc had them: some may be gone. */
  listed: string[];
}

type Step = (scene: Scene) => void;

const names = [
  'stat',
  'status',
  'maps',
  'cmdline',
  'environ',
  'fd/0',
  'fdinfo/1',
  'task',
  'smaps_rollup',
  'pcb',
  'costs',
  'switches',
  'children',
  'wchan',
  'exe',
  'mounts',
];
const script = 'for i in 1 2 3; do true & done; forktree 2; kill -9 $$';

function pick({ listed }: Scene, which: number): string {
  return listed[which % listed.length] ?? '1';
}

function list(scene: Scene): void {
  scene.listed = (scene.os.fs.readdirSync('/proc') as string[]).filter((name) => /^\d/.test(name));
}

function look(scene: Scene, which: number, name: string): void {
  const answer = readProc(scene.os.kernel, `/proc/${pick(scene, which)}/${name}`);
  if (typeof answer !== 'string') expect(answer.errno).toMatch(/^(ENOENT|ESRCH|EINVAL|EISDIR)$/);
}

/** A thread more in a process that lives. */
function thread(scene: Scene, which: number): void {
  const process = scene.os.kernel.tasks.processes.get(Number(pick(scene, which)));
  if (process !== undefined && !process.zombie) addThread(scene.os, process);
}

const anyone = fc.nat(40);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(list),
  fc.tuple(anyone, fc.constantFrom(...names)).map(
    ([which, name]): Step =>
      (scene) =>
        look(scene, which, name),
  ),
  fc.integer({ min: 1, max: 3000 }).map(
    (us): Step =>
      ({ os }) =>
        void os.run({ untilNs: os.nowNs + us * 1000 }),
  ),
  fc.constant<Step>(({ os }) => void os.spawn('/bin/sh', ['-c', script], { stdio: 'null' })),
  anyone.map(
    (which): Step =>
      (scene) =>
        thread(scene, which),
  ),
);

test('any interleaving of looks and exits gives answers and no exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const scene: Scene = { os: await boot({ cores: 2, memoryBytes: 64 * 2 ** 20 }), listed: ['1'] };
      for (const act of steps) act(scene);
      for (const pid of scene.os.pids()) expect(readProc(scene.os.kernel, `/proc/${pid}/stat`)).toBeTypeOf('string');
      scene.os.close();
    }),
    { numRuns: 40, seed: 1 },
  );
});

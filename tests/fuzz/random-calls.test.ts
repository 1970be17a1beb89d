// Random system calls with random arguments: 10,000 of them, by programs with and without rights, a few programs at a time.
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/kernel/task/random.js';
import type { BootOptions } from '../../src/system/boot.js';
import { type Call, callProgram } from './call-program.js';
import { FuzzSystem } from './fuzz-system.js';
import { describeCall, prologue, randomCall, texts } from './random-calls.js';
import { shrink } from './shrink.js';

/** Programs of a round run at the same time, in a system of their own. */
const rounds = { count: 10, programs: 25, calls: 40 };

interface Program {
  readonly isUser: boolean;
  readonly calls: readonly Call[];
}

function programsOf(seed: number): Program[] {
  const random = new Random(seed);
  return Array.from({ length: rounds.programs }, (_, index) => ({
    isUser: index % 3 !== 0,
    calls: Array.from({ length: rounds.calls }, () => randomCall(random)),
  }));
}

/** Runs all programs and checks the system; its history. */
async function play(programs: readonly Program[], options: BootOptions): Promise<string> {
  const system = await FuzzSystem.start(options);
  const pids = programs.map(({ isUser, calls }, index) =>
    system.start(`p${index}`, callProgram([...prologue(isUser), ...calls], texts.bytes)),
  );
  system.runAll(
    pids.filter((pid) => pid !== undefined),
    50e6,
  );
  system.check();
  return system.history;
}

/** What goes wrong, without numbers; undefined: nothing. */
async function complaint(programs: readonly Program[], options: BootOptions): Promise<string | undefined> {
  return play(programs, options).then(
    () => undefined,
    (error: unknown) => String(error).replaceAll(/\d+/g, ''),
  );
}

/** The shortest list of programs and calls that still fails, as text. */
async function explain(programs: readonly Program[], options: BootOptions): Promise<string> {
  const wrong = await complaint(programs, options);
  const few = await shrink(programs, async (some) => (await complaint(some, options)) === wrong);
  const lines: string[] = [];
  for (const [index, program] of few.entries()) {
    const others = (calls: readonly Call[]): Program[] => few.map((other, at) => (at === index ? { ...program, calls } : other));
    const calls = await shrink(program.calls, async (some) => (await complaint(others(some), options)) === wrong);
    lines.push(`program ${index}${program.isUser ? ' (user)' : ''}: ${calls.map(describeCall).join('; ')}`);
  }
  return lines.join('\n');
}

describe('random system calls', () => {
  test.each(Array.from({ length: rounds.count }, (_, index) => 1000 + index))('of seed %i leave the system well', async (seed) => {
    const options = { seed };
    const programs = programsOf(seed);
    const outcome = await play(programs, options).catch((error: unknown) => error);
    if (typeof outcome !== 'string')
      throw new Error(`seed ${seed}: ${String(outcome)}\n${await explain(programs, options)}`, { cause: outcome });
  });

  test('have the same history again, whichever engine executes', async () => {
    const programs = programsOf(1).slice(0, 5);
    const histories = [
      await play(programs, { seed: 1 }),
      await play(programs, { seed: 1 }),
      await play(programs, { seed: 1, engine: 'reference' }),
    ];
    expect(new Set(histories).size).toBe(1);
  });
});

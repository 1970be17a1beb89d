// What a report is: its schema, for reading one back and for publishing. Knows no kernel.
import * as z from 'zod';

const count = z.number().int().nonnegative();
const cycles = z.number().nonnegative().describe('cycles');

const byCategory = z.record(z.string(), cycles);

const spread = z.strictObject({
  count,
  sum: cycles,
  min: cycles,
  max: cycles,
  p50: cycles.describe('median, at most 1/32 above the true one'),
  p99: cycles.describe('99th percentile, at most 1/32 above the true one'),
});

const switchSpread = {
  count,
  direct: spread.optional().describe('from the last user instruction of one task to the first of the next'),
  reload: spread.optional().describe('what the incoming task fetched again; absent: not measured'),
};

const core = z.strictObject({
  id: count,
  cycles: cycles.describe("the core's clock"),
  instructions: count,
  ledger: byCategory.describe('cycles by category, user time by what it waited for; they sum to `cycles`'),
  userReloadCycles: cycles.optional().describe('of the user time: waits for lines that others had pushed out; absent: not measured'),
  caches: z.record(z.string(), z.record(z.string(), z.number())).optional().describe('by cache; absent: not measured'),
});

const counters = {
  utimeCycles: cycles,
  stimeCycles: cycles,
  instructions: count,
  voluntarySwitches: count,
  involuntarySwitches: count,
  migrations: count,
  minorFaults: count,
  majorFaults: count,
  runDelayNs: z.number().nonnegative().describe('simulated nanoseconds spent runnable, waiting for a core'),
  runDelayCycles: cycles.describe("the same at the profile's frequency"),
  misses: z.record(z.string(), count).optional().describe('of the user time, by cache; absent: not measured'),
  reloadCycles: cycles.optional().describe('fetched again in its slices after others had run'),
  reloadCyclesCaused: cycles.optional().describe('the same, in the slices of those that ran after it'),
  ledger: byCategory.describe('cycles by category; they sum to `utimeCycles` + `stimeCycles`'),
};

const task = z.strictObject({
  pid: count,
  tid: count,
  comm: z.string(),
  state: z.string().describe('as proc_pid_stat(5) has it; X: it has ended'),
  ...counters,
});

const engine = z
  .strictObject({
    name: z.string(),
    regions: count.describe('translated so far, each time anew when it was translated again'),
    modules: count.describe('WebAssembly modules made of them'),
    translatedInstructions: count.describe('guest instructions in them'),
    compileMs: z.number().nonnegative().optional().describe("milliseconds of the host's time; absent: not measured"),
    codeBytes: count.describe('bytes of the modules that can be entered at the end'),
    evictions: count.describe('modules that went to make room'),
  })
  .partial({ regions: true, modules: true, translatedInstructions: true, codeBytes: true, evictions: true })
  .describe(
    'how the host got here, not what happened: the rest of the report is the same for every engine. Only the name: the engine translates nothing',
  );

export const reportSchema = z
  .strictObject({
    schema: z.literal('vivarium-report/1'),
    profile: z.string(),
    frequencyHz: z.number().positive(),
    seed: count,
    policy: z.string(),
    nowNs: z.number().nonnegative().describe('simulated nanoseconds since boot'),
    engine,
    history: z.string().describe('hash of every switch and system call: equal histories, equal hashes'),
    cores: z.array(core),
    tasks: z.array(task).describe('all that live and the last 4096 that have ended'),
    earlierTasks: z
      .strictObject({ count, ...counters })
      .optional()
      .describe('the sum of tasks that ended before those'),
    switches: z.strictObject({
      ...switchSpread,
      byReason: z.record(z.string(), z.strictObject(switchSpread)),
      pairs: z
        .array(z.strictObject({ from: z.string().nullable(), to: z.string().nullable(), ...switchSpread }))
        .describe('by the names of the programs, the 256 most frequent; null: the idle loop'),
      otherPairs: z.strictObject(switchSpread).optional(),
    }),
    syscalls: z.record(
      z.string(),
      z.strictObject({
        count,
        cycles,
        modeSwitch: spread.optional().describe('of those that returned to the same task without a context switch'),
        memory: spread.optional().describe('of the same: the cycles of each that waited for caches and memory'),
      }),
    ),
  })
  .describe('What one run of Vivarium has cost, and where.');

export type Report = z.infer<typeof reportSchema>;
export type ReportedTask = Report['tasks'][number];
/** Count and spreads of some switches. */
export type ReportedSwitches = Report['switches']['byReason'][string];

/** The published JSON Schema. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
}

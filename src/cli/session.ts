// Runs a booted system between the host's streams and the guest until a process ends: flat out, or level with the host's clock. Knows no command.
import type { GuestProcess, HostPipes } from '../system/guest-process.js';
import type { HostOutput } from '../system/host-stream.js';
import { type PaceDecision, Pacer } from '../system/pacing.js';
import type { Vivarium } from '../system/vivarium.js';
import { CliFailure } from './failure.js';
import { timeText } from '../kernel/sched/time-text.js';
import { HostSink, HostStdin } from './streams.js';
import { HostTerminal } from './terminal.js';

/** How a session runs. */
export interface SessionPlan {
  /** Follow the host's clock, or run flat out. */
  readonly pace: 'real' | 'max';
  /** Simulated time after which the session is ended. */
  readonly maxTimeNs?: number | undefined;
  /** Called between slices: logs, progress. */
  readonly between?: () => void;
}

/** Simulated time of one flat-out slice, all harts together: a few hundred milliseconds of host time at most. */
const sliceNs = 10e6;

/** Why nothing can go on, when the guest waits for what will never come. */
function stuck(): CliFailure {
  return new CliFailure(
    'nothing can run any more',
    'every process waits, with no timer set and no input to come',
    'end the program, or give it input',
  );
}

function checkTime(os: Vivarium, plan: SessionPlan): void {
  if (plan.maxTimeNs === undefined || os.nowNs < plan.maxTimeNs) return;
  const limit = timeText(plan.maxTimeNs);
  throw new CliFailure('the time limit is reached', `${limit} of simulated time have passed`, 'give a longer --max-time');
}

function nextStop(os: Vivarium, plan: SessionPlan): number {
  return Math.min(os.nowNs + Math.ceil(sliceNs / os.cores), plan.maxTimeNs ?? Infinity);
}

/** A turn of the host's event loop, so that what has arrived is seen. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** What the guest has written goes out; when nobody reads it the guest's pipe breaks too. */
async function passOn(output: HostOutput, sink: HostSink): Promise<void> {
  if (sink.broken) output.close();
  await sink.write(output.read());
}

/** Runs without a terminal until every one of `processes` has ended. All share the pipes of the first. */
export async function runPiped(os: Vivarium, processes: readonly GuestProcess[], plan: SessionPlan): Promise<void> {
  const pipes = processes[0]?.pipes;
  if (pipes === undefined) throw new Error('a piped session needs a process with pipes');
  const session = new PipedSession(os, pipes, plan);
  try {
    for (const { pid } of processes) while (os.endOf(pid) === undefined && !os.halted) await session.slice(pid);
  } finally {
    await session.close();
  }
}

class PipedSession {
  readonly #os: Vivarium;
  readonly #pipes: HostPipes;
  readonly #plan: SessionPlan;
  readonly #stdin: HostStdin;
  readonly #stdout = new HostSink(process.stdout, 'standard output');
  readonly #stderr = new HostSink(process.stderr, 'standard error');
  readonly #pacer: HostPacer | undefined;

  constructor(os: Vivarium, pipes: HostPipes, plan: SessionPlan) {
    this.#os = os;
    this.#pipes = pipes;
    this.#plan = plan;
    this.#stdin = new HostStdin(pipes.stdin);
    this.#pacer = plan.pace === 'real' ? new HostPacer(os) : undefined;
  }

  /** Runs on a little, moves bytes both ways, and lets the host's events in. */
  async slice(pid: number): Promise<void> {
    const os = this.#os;
    const outcome =
      this.#pacer === undefined ? os.run({ untilExit: pid, untilNs: nextStop(os, this.#plan) }) : await this.#pacer.slice(pid);
    await this.#flush();
    checkTime(os, this.#plan);
    this.#stdin.serve();
    if (outcome === 'idle' && !os.canRun) await this.#waitForInput();
    await turn();
  }

  async close(): Promise<void> {
    this.#stdin.close();
    await this.#flush();
    this.#stdout.release();
    this.#stderr.release();
  }

  async #waitForInput(): Promise<void> {
    if (!this.#stdin.open) throw stuck();
    await this.#stdin.arrival();
  }

  async #flush(): Promise<void> {
    await passOn(this.#pipes.stdout, this.#stdout);
    await passOn(this.#pipes.stderr, this.#stderr);
    this.#plan.between?.();
  }
}

/** Runs on the host's terminal until `main` ends or the user leaves with Ctrl-]. Returns whether it ended by itself. */
export async function runOnTerminal(os: Vivarium, main: GuestProcess, plan: SessionPlan): Promise<boolean> {
  const pacer = new HostPacer(os, plan.pace === 'max');
  let left = false;
  const terminal = new HostTerminal({
    onKeys: (bytes) => {
      pacer.catchUp();
      os.write(bytes);
      pacer.wake();
    },
    onResize: (columns, rows) => {
      pacer.catchUp();
      os.resize(columns, rows);
      pacer.wake();
    },
    onLeave: () => {
      left = true;
      pacer.wake();
    },
  });
  try {
    os.resize(terminal.columns, terminal.rows);
    while (!left && os.endOf(main.pid) === undefined) {
      const outcome = await pacer.slice(main.pid);
      await terminal.write(os.readConsole());
      plan.between?.();
      checkTime(os, plan);
      if (outcome === 'halted') break;
    }
    await terminal.write(os.readConsole());
  } finally {
    terminal.close();
  }
  return !left;
}

/** The pacer with the host's clock, and a sleep that a key ends. */
class HostPacer {
  readonly #os: Vivarium;
  readonly #pacer: Pacer | undefined;
  #interrupt: (() => void) | undefined;
  /** Something arrived since the last sleep. */
  #woken = false;

  constructor(os: Vivarium, flatOut = false) {
    this.#os = os;
    this.#pacer = flatOut ? undefined : new Pacer(os);
  }

  /** One slice, then a turn of the event loop or a sleep. */
  async slice(pid: number): Promise<'exit' | 'time' | 'idle' | 'halted'> {
    const os = this.#os;
    const { sleepMs, outcome } = this.#run(pid);
    if (os.endOf(pid) !== undefined) return 'exit';
    if (os.halted) return 'halted';
    if (sleepMs > 0 && !os.hasOutput) await this.#sleep(sleepMs);
    else await turn();
    return outcome;
  }

  /** Brings the simulated clock to the host's before input is given to the guest. */
  catchUp(): void {
    this.#pacer?.step(hostNs());
  }

  wake(): void {
    this.#woken = true;
    this.#interrupt?.();
  }

  #run(pid: number): PaceDecision & { outcome: 'time' | 'idle' } {
    if (this.#pacer !== undefined) return { ...this.#pacer.step(hostNs()), outcome: this.#os.canRun ? 'time' : 'idle' };
    const outcome = this.#os.run({ untilExit: pid, untilNs: this.#os.nowNs + Math.ceil(sliceNs / 2 / this.#os.cores) });
    return outcome === 'idle' ? { sleepMs: 60_000, outcome } : { sleepMs: 0, outcome: 'time' };
  }

  #sleep(ms: number): Promise<void> {
    if (this.#woken) {
      this.#woken = false;
      return turn();
    }
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#interrupt = undefined;
        this.#woken = false;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#interrupt = done;
    });
  }
}

function hostNs(): number {
  return Number(process.hrtime.bigint());
}

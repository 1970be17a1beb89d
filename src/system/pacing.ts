// Keeps simulated time level with a host's clock by choosing the cores' effective frequency. Reads no clock: it is told the time, and what it decides is data.

/** What the pacer steers. Times are mtime in nanoseconds, speeds in hertz. */
export interface PacedMachine {
  readonly nowNs: number;
  /** The frequency that the profile gives: never exceeded. */
  readonly profileHz: number;
  /** Cycles that all harts together have executed, idle time left out. */
  readonly busyCycles: number;
  /** Nothing can run before this moment: now when a task is ready, else the next timer; Infinity when only input can wake anything. */
  readonly nextWorkNs: number;
  setFrequency(hz: number): void;
  runUntil(untilNs: number): void;
}

/** What the pacer wants next: to be called again after `sleepMs` milliseconds, or as soon as the host has looked at its input (0). */
export interface PaceDecision {
  readonly sleepMs: number;
}

/** Longest host time between two looks at the input. */
const sliceNs = 4e6;
/** Simulated time further behind than this is given up: the host slept or was stopped, and the guest need not make up for it. */
const patienceNs = 250e6;
/** Longest sleep: a bound on how late an input without an event would be seen. */
const longestSleepMs = 1000;
const slowestHz = 100_000;
/** Share of a new measurement in the estimate of the host's speed. */
const learning = 0.3;
/** First guess of the cycles per second that the host can execute: low, so that the first slice is short. */
const firstGuess = 20e6;

export class Pacer {
  readonly #machine: PacedMachine;
  /** Host time that corresponds to mtime 0. */
  #originNs: number | undefined;
  /** Cycles per host second that the host executes, all harts together. */
  #cyclesPerSecond = firstGuess;
  #hz: number;
  /** How many harts were busy in the last slice, on average; at least a little above none. */
  #busyHarts = 1;
  /** How long the last decision was to sleep. */
  #sleptNs = 0;
  #last: { readonly hostNs: number; readonly busyCycles: number; readonly spanNs: number } | undefined;

  constructor(machine: PacedMachine) {
    this.#machine = machine;
    this.#hz = machine.profileHz;
  }

  /**
   * One reading of the host's clock, in nanoseconds from any fixed moment; never smaller than the last one.
   * Runs at most one slice and says when to come back.
   */
  step(hostNs: number): PaceDecision {
    const machine = this.#machine;
    this.#learn(hostNs);
    this.#originNs ??= hostNs - machine.nowNs;
    const lagNs = this.#skipIdle(this.#lag(hostNs));
    if (lagNs <= 0) return this.#rest(-lagNs);
    this.#chooseFrequency(lagNs);
    this.#slice(hostNs, lagNs);
    this.#sleptNs = 0;
    return { sleepMs: 0 };
  }

  /** Tells the pacer that the machine stood still on purpose (the user's job was stopped, the window closed): time goes on from here. */
  rebase(hostNs: number): void {
    this.#originNs = hostNs - this.#machine.nowNs;
    this.#last = undefined;
  }

  #lag(hostNs: number): number {
    const lagNs = hostNs - (this.#originNs ?? hostNs) - this.#machine.nowNs;
    if (lagNs <= patienceNs + this.#sleptNs) return lagNs;
    this.rebase(hostNs - sliceNs);
    return sliceNs;
  }

  /** Time in which nothing can run passes at once; returns how far the machine is still behind. */
  #skipIdle(lagNs: number): number {
    const machine = this.#machine;
    const idleNs = Math.min(lagNs, machine.nextWorkNs - machine.nowNs);
    if (idleNs <= 0) return lagNs;
    machine.runUntil(machine.nowNs + idleNs);
    return lagNs - idleNs;
  }

  /** What the last slice tells about the host's speed and about how many harts are busy. */
  #learn(hostNs: number): void {
    const last = this.#last;
    this.#last = undefined;
    if (last === undefined) return;
    const cycles = this.#machine.busyCycles - last.busyCycles;
    const elapsedNs = hostNs - last.hostNs;
    const spanCycles = (last.spanNs * this.#hz) / 1e9;
    if (spanCycles > 0) this.#busyHarts += learning * (Math.max(0.25, cycles / spanCycles) - this.#busyHarts);
    // A slice of a few cycles measures the host's overhead, not its speed.
    if (cycles < 10_000 || elapsedNs <= 0) return;
    this.#cyclesPerSecond += learning * ((cycles * 1e9) / elapsedNs - this.#cyclesPerSecond);
  }

  /** As fast as the host can keep up with; slower while there is time to make up. */
  #chooseFrequency(lagNs: number): void {
    const sustainable = this.#cyclesPerSecond / Math.max(this.#busyHarts, 0.25);
    const catchUp = lagNs > 2 * sliceNs ? (2 * sliceNs) / lagNs : 1;
    const wanted = Math.min(this.#machine.profileHz, Math.max(slowestHz, Math.round(sustainable * catchUp)));
    // Small changes are noise, and each is an entry in the recording.
    if (Math.abs(wanted - this.#hz) < this.#hz * 0.05) return;
    this.#hz = wanted;
    this.#machine.setFrequency(wanted);
  }

  /** Runs what the host can do in one slice, and no further than the host's clock. */
  #slice(hostNs: number, lagNs: number): void {
    const machine = this.#machine;
    const affordableNs = ((this.#cyclesPerSecond * sliceNs) / 1e9 / (this.#hz * Math.max(this.#busyHarts, 0.25))) * 1e9;
    const spanNs = Math.max(1000, Math.min(lagNs, Math.round(affordableNs)));
    this.#last = { hostNs, busyCycles: machine.busyCycles, spanNs };
    machine.runUntil(machine.nowNs + spanNs);
  }

  /** Sleeps until the next moment at which something can happen; `aheadNs` is how far the machine is before the host. */
  #rest(aheadNs: number): PaceDecision {
    const workNs = this.#machine.nextWorkNs - this.#machine.nowNs;
    const untilNs = aheadNs + Math.max(0, workNs);
    const sleepMs = Math.min(longestSleepMs, Math.max(1, Math.ceil(untilNs / 1e6)));
    this.#sleptNs = sleepMs * 1e6;
    return { sleepMs };
  }
}

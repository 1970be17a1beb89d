// A booted system as its users hold it: start programs, let simulated time pass, give input, look at everything. Reads no host clock.
import { mountFlags } from '../abi/statfs.js';
import { utf8Encode } from '../abi/text.js';
import { mountAt } from '../kernel/fs/mount.js';
import type { Tty } from '../kernel/fs/tty/tty.js';
import type { Kernel } from '../kernel/kernel.js';
import type { KernelState } from '../kernel/kernel-state.js';
import type { LogLine } from '../kernel/task/kernel-log.js';
import { takeEvents, traceBatch } from '../kernel/trace/buffer.js';
import type { TraceEvent } from '../kernel/trace/events.js';
import { traceTask } from '../kernel/trace/hooks.js';
import type { TranslationStatistics } from '../machine/engine/engine.js';
import type { EngineName, Machine } from '../machine/machine.js';
import type { Profile } from '../machine/profiles.js';
import { type HostMount, type MountProblem, openHostFolder } from '../stores/host-folder.js';
import type { GuestFs, MemfsVolume } from '../stores/memfs.js';
import { makeDirectories } from './boot-mounts.js';
import { ByteQueue } from './byte-queue.js';
import { type GuestProcess, type HostPipes, type ProcessEnd, processEnd } from './guest-process.js';
import { HostInput, HostOutput, type HostPipeFileSystem } from './host-stream.js';
import type { PacedMachine } from './pacing.js';
import { bytesAsText, type RecordedEvent, type Recording } from './recording.js';

/** Until when simulated time passes. Without a limit: until nothing can run any more. */
export interface RunLimit {
  /** A process that ends the run by ending. */
  readonly untilExit?: number;
  /** mtime, nanoseconds since boot. */
  readonly untilNs?: number;
}

/** Why a run returned: the process ended, the time has come, nothing can run, or the system was shut down. */
export type RunOutcome = 'exit' | 'time' | 'idle' | 'halted';

/** How a program is started. */
export interface SpawnOptions {
  /** Added to PATH, HOME, TERM, USER, LOGNAME and SHELL. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: /root. */
  readonly cwd?: string;
  /** Default: the path. */
  readonly argv0?: string;
  /** Standard streams: the console as controlling terminal (default), nothing, or pipes to the host. */
  readonly stdio?: 'console' | 'null' | HostPipes;
}

/** Why a program would not start: the errno of execve(2) and a text for people. */
export interface SpawnFailure {
  /** As execve(2) names it: `ENOENT`. */
  readonly errno: string;
  /** What and where, for a person. */
  readonly text: string;
}

/** Where a system's trace goes. It is asked between two traps, so a slow one only makes the run slow: nothing is lost. */
export interface TraceSink {
  take(events: readonly TraceEvent[]): void;
  /** No more will come. */
  end(): void;
}

/** What boot() builds. */
export interface SystemParts {
  readonly kernel: Kernel;
  readonly machine: Machine;
  readonly console: Tty;
  readonly volume: MemfsVolume;
  readonly pipeFileSystem: HostPipeFileSystem;
  /** The machine that the recording names; undefined: nothing is recorded. */
  readonly recordOn: Profile | undefined;
}

/** Console output kept for a host that does not fetch it; beyond this, programs that write wait. */
const screenBytes = 1 << 20;

/** One running system. Every method returns with the machine at rest: nothing happens between calls, and no host handle is held. */
export class Vivarium implements PacedMachine {
  readonly #kernel: Kernel;
  readonly #machine: Machine;
  readonly #console: Tty;
  readonly #volume: MemfsVolume;
  readonly #pipeFileSystem: HostPipeFileSystem;
  readonly #screen = new ByteQueue();
  /** Keys that the terminal's queue had no room for. */
  readonly #keys = new ByteQueue();
  readonly #pipes: HostPipes[] = [];
  readonly #recording: Recording | undefined;
  #traceSink: TraceSink | undefined;
  #nowNs = 0;
  #open = true;

  /** Made by boot(). */
  constructor({ kernel, machine, console, volume, pipeFileSystem, recordOn }: SystemParts) {
    this.#kernel = kernel;
    this.#machine = machine;
    this.#console = console;
    this.#volume = volume;
    this.#pipeFileSystem = pipeFileSystem;
    this.#recording = recordOn && { profile: recordOn, events: [] };
  }

  /** The guest's files with the API of node:fs: /proc is made when it is read, and nothing there can be written. */
  get fs(): GuestFs {
    return this.#volume.fs;
  }

  /** All of the kernel's state, for observers: to be read, never changed. */
  get kernel(): KernelState {
    return this.#kernel.state;
  }

  /** How many harts the machine has. */
  get cores(): number {
    return this.#machine.harts.length;
  }

  /** mtime: simulated nanoseconds since boot, of the core furthest behind that has work. */
  get nowNs(): number {
    const { harts } = this.#machine;
    const busy = harts.filter((hart) => !hart.waiting).map((hart) => hart.mtimeNs);
    const now = busy.length > 0 ? Math.min(...busy) : Math.max(...harts.map((hart) => hart.mtimeNs));
    this.#nowNs = Math.max(this.#nowNs, now);
    return this.#nowNs;
  }

  /** Whether the system was shut down, or its first process ended. */
  get halted(): boolean {
    return this.kernel.halted !== undefined;
  }

  /** Whether anything will happen without input: a core has work, or a timer is set. */
  get canRun(): boolean {
    return !this.halted && this.nextWorkNs !== Infinity;
  }

  /** Whether the console has shown something since readConsole(). */
  get hasOutput(): boolean {
    this.#pump();
    return this.#screen.length > 0;
  }

  /** What happened from outside since boot; undefined unless boot() was asked to record. */
  get recording(): Recording | undefined {
    return this.#recording;
  }

  /**
   * Starts the program at `path` inside the system. It runs when simulated time passes.
   *
   * @throws Error when it will not start; see trySpawn
   */
  spawn(path: string, args: readonly string[] = [], options: SpawnOptions = {}): GuestProcess {
    const started = this.trySpawn(path, args, options);
    if ('errno' in started) throw new Error(`spawn: ${started.text}`);
    return started;
  }

  /** As spawn, but a program that will not start is an answer. @see execve(2) for the errno */
  trySpawn(path: string, args: readonly string[] = [], options: SpawnOptions = {}): GuestProcess | SpawnFailure {
    this.#mustBeOpen();
    const { env = {}, cwd = '/root', argv0 = path, stdio = 'console' } = options;
    const pipes = typeof stdio === 'string' ? undefined : stdio;
    this.#record(() => ({
      kind: 'spawn',
      path,
      args,
      settings: { env, cwd, argv0, stdio: pipes === undefined ? (stdio as 'console') : this.#pipes.indexOf(pipes) },
    }));
    this.#alignIdleCores();
    const files = pipes === undefined ? undefined : [pipes.stdin.file, pipes.stdout.file, pipes.stderr.file];
    const started = this.#kernel.spawn({
      path,
      argv: [argv0, ...args],
      env: { ...defaultEnvironment, ...env },
      cwd,
      streams: files ?? (stdio === 'null' ? 'null' : 'console'),
    });
    return 'errno' in started ? started : { pid: started.pid, pipes };
  }

  /** New pipes to the host, for one process or shared by several. */
  pipes(): HostPipes {
    this.#record(() => ({ kind: 'pipes' }));
    const index = this.#pipes.length;
    const onFeed = (bytes: Uint8Array, end: boolean): void =>
      this.#record(() => ({ kind: 'feed', pipes: index, bytes: bytesAsText(bytes), end }));
    const onTake =
      (stream: 'stdout' | 'stderr') =>
      (end: boolean): void =>
        this.#record(() => ({ kind: 'take', pipes: index, stream, end }));
    const made: HostPipes = {
      stdin: new HostInput(this.#pipeFileSystem, onFeed),
      stdout: new HostOutput(this.#pipeFileSystem, onTake('stdout')),
      stderr: new HostOutput(this.#pipeFileSystem, onTake('stderr')),
    };
    this.#pipes.push(made);
    return made;
  }

  /** Puts an executable file into the system; its directory must exist. */
  install(path: string, bytes: Uint8Array, mode = 0o755): void {
    this.#record(() => ({ kind: 'install', path, bytes: bytesAsText(bytes), mode }));
    this.#volume.addPostponedFile(path, { mode, sizeBytes: bytes.length, load: () => bytes });
  }

  /** Shows a host folder at a directory of the system, which is made when it is missing; a problem in words when it cannot be. */
  mount(request: HostMount): MountProblem | undefined {
    const { vfs } = this.kernel;
    const folder = openHostFolder(vfs, request);
    if ('problem' in folder) return folder;
    const at = makeDirectories(vfs, request.guestPath);
    if (typeof at === 'string')
      return { problem: `--mount ${request.guestPath}: the place inside the system cannot be used (${at}); give another` };
    const mounted = mountAt(vfs, at, folder, request.hostPath, request.writable ? 0 : mountFlags.MS_RDONLY);
    return typeof mounted === 'string' ? { problem: `--mount ${request.guestPath}: ${mounted}; mount less` } : undefined;
  }

  /** Lets simulated time pass. */
  run(limit: RunLimit = {}): RunOutcome {
    this.#mustBeOpen();
    this.#record(() => ({ kind: 'run', ...limit }));
    const { untilExit, untilNs = Infinity } = limit;
    const ended = untilExit === undefined ? never : (): boolean => this.hasEnded(untilExit);
    const stop = this.#traceSink === undefined ? ended : (): boolean => this.#traced(ended);
    let event: 'stopped' | 'limit' | 'idle' = 'stopped';
    while (!this.halted && !ended()) {
      event = this.#kernel.run(untilNs, stop);
      this.#passTrace(1);
      const moved = this.#pump();
      if (event === 'limit' || (event === 'idle' && !moved)) break;
    }
    if (this.halted) return 'halted';
    if (ended()) return 'exit';
    if (untilNs !== Infinity) this.#pass(untilNs);
    return event === 'limit' ? 'time' : 'idle';
  }

  /** Keys for the console, as a terminal sends them. */
  write(keys: string | Uint8Array): void {
    const bytes = typeof keys === 'string' ? utf8Encode(keys) : keys;
    this.#record(() => ({ kind: 'keys', bytes: bytesAsText(bytes) }));
    this.#alignIdleCores();
    this.#keys.push(bytes);
    this.#pump();
  }

  /** Takes what the console has shown since the last call. */
  readConsole(): Uint8Array {
    this.#pump();
    const bytes = this.#screen.takeAll();
    this.#pump();
    return bytes;
  }

  /** The terminal's window has a new size; programs learn of it by SIGWINCH. */
  resize(columns: number, rows: number): void {
    this.#record(() => ({ kind: 'resize', columns, rows }));
    this.#alignIdleCores();
    this.#console.resize({ columns, rows, xPixels: 0, yPixels: 0 });
  }

  /** How a process that was started from here ended; undefined while it lives. */
  endOf(pid: number): ProcessEnd | undefined {
    const status = this.kernel.exits.get(pid);
    return status === undefined ? undefined : processEnd(status);
  }

  /** Whether `pid` is no living process any more. */
  hasEnded(pid: number): boolean {
    return (
      this.kernel.exits.has(pid) || this.kernel.tasks.processes.get(pid)?.exitStatus !== undefined || !this.kernel.tasks.processes.has(pid)
    );
  }

  /** Numbers of all processes, zombies included, in order. */
  pids(): number[] {
    return [...this.kernel.tasks.processes.keys()].sort((a, b) => a - b);
  }

  /** Lines of the kernel's log whose sequence number is at least `from`. */
  kernelLog(from = 0): readonly LogLine[] {
    return this.kernel.log.lines.filter(({ sequence }) => sequence >= from);
  }

  /** Which engine executes, and what it has translated (undefined: it translates nothing): how the host got here, never part of the history. */
  get engine(): { readonly name: EngineName; readonly translation: TranslationStatistics | undefined } {
    return { name: this.#machine.engineName, translation: this.#machine.translationStatistics };
  }

  /** The profile's frequency. */
  get profileHz(): number {
    return this.#machine.profile.frequencyHz;
  }

  /** Cycles that all cores have executed, idle time left out. */
  get busyCycles(): number {
    return this.#machine.harts.reduce((sum, hart) => sum + hart.cycles - hart.idleCycles, 0);
  }

  /** When a core next has something to do: now, at a timer, or never without input. */
  get nextWorkNs(): number {
    const now = this.nowNs;
    return this.#machine.harts.reduce((next, hart) => Math.min(next, hart.waiting ? Math.max(now, hart.nextEventNs) : now), Infinity);
  }

  /** The cores' effective frequency from now on; for runs that follow a host's clock. */
  setFrequency(hz: number): void {
    this.#record(() => ({ kind: 'frequency', hz }));
    this.#machine.setFrequency(hz);
  }

  /** Lets simulated time pass until mtime `untilNs`. */
  runUntil(untilNs: number): void {
    this.run({ untilNs });
  }

  /** Gives `sink` every event from now on, in the order of time for each core, until the system is closed. What the sink throws ends the run. */
  trace(sink: TraceSink): void {
    this.#mustBeOpen();
    const { trace, tasks } = this.kernel;
    this.#traceSink = sink;
    trace.on = true;
    for (const task of tasks.tasks.values()) traceTask(this.kernel, task, 'present');
  }

  /** Ends the system and its trace. Nothing else of the host was held. */
  close(): void {
    this.#open = false;
    const sink = this.#traceSink;
    if (sink === undefined) return;
    this.#traceSink = undefined;
    this.kernel.trace.on = false;
    sink.take(takeEvents(this.kernel.trace));
    sink.end();
  }

  /** Asked after each trap: passes events on before they are many, or the files that they speak of are others. */
  #traced(ended: () => boolean): boolean {
    this.#passTrace(this.kernel.trace.due ? 1 : traceBatch);
    return ended();
  }

  #passTrace(least: number): void {
    const { trace } = this.kernel;
    if (trace.events.length >= least) this.#traceSink?.take(takeEvents(trace));
  }

  /** `event` is made only when somebody records: its bytes may be many. */
  #record(event: () => RecordedEvent): void {
    this.#recording?.events.push(event());
  }

  #mustBeOpen(): void {
    if (!this.#open) throw new Error('the system was closed');
  }

  /** Time up to `ns` passed although nothing happened. */
  #pass(ns: number): void {
    this.#machine.advanceIdle(ns);
    this.#kernel.settle();
    this.#nowNs = Math.max(this.#nowNs, ns);
  }

  /** What comes from outside comes now, also for cores that have slept for a while. */
  #alignIdleCores(): void {
    this.#machine.advanceIdle(this.nowNs);
    this.#kernel.settle();
  }

  /** Moves bytes between the terminal's bounded queues and the host's side; whether any moved. */
  #pump(): boolean {
    const shown = this.#console.takeOutput(Math.max(0, screenBytes - this.#screen.length));
    this.#screen.push(shown);
    return this.#pumpKeys() || shown.length > 0;
  }

  #pumpKeys(): boolean {
    if (this.#keys.length === 0) return false;
    const offered = this.#keys.takeAll();
    const taken = this.#console.receive(offered);
    this.#keys.push(offered.subarray(taken));
    return taken > 0;
  }
}

function never(): boolean {
  return false;
}

/** What every program finds in its environment. */
const defaultEnvironment: Readonly<Record<string, string>> = {
  PATH: '/bin:/usr/bin',
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/sh',
  TERM: 'xterm-256color',
};

// A booted system for hostile programs, and the questions that it must answer well afterwards. Knows nothing of what the programs do.
import { historyHash } from '../../src/kernel/ledger/ledger.js';
import { checkLedger } from '../../src/kernel/ledger/check-ledger.js';
import { boot, type BootOptions, type Vivarium } from '../../src/system/boot.js';

/** Longest simulated time that is waited for anything that must happen. */
const patienceNs = 20e9;

export class FuzzSystem {
  readonly os: Vivarium;
  readonly #framesAtRest: number;

  private constructor(os: Vivarium) {
    this.os = os;
    this.#clear();
    this.#framesAtRest = this.#heldFrames;
  }

  static async start(options: BootOptions = {}): Promise<FuzzSystem> {
    return new FuzzSystem(await boot({ cores: 2, memoryBytes: 64 * 2 ** 20, ...options }));
  }

  /** Starts ELF bytes as a program in a folder of its own kind; undefined when execve refuses them. */
  start(name: string, bytes: Uint8Array): number | undefined {
    this.os.install(`/root/${name}`, bytes);
    const started = this.os.trySpawn(`/root/${name}`, [], { stdio: 'null', cwd: '/tmp' });
    this.os.fs.unlinkSync(`/root/${name}`);
    return 'errno' in started ? undefined : started.pid;
  }

  /** Lets time pass until all have ended, or for `limitNs`. */
  runAll(pids: readonly number[], limitNs: number): void {
    const end = this.os.nowNs + limitNs;
    for (const pid of pids) if (this.os.nowNs < end && !this.os.hasEnded(pid)) this.os.run({ untilExit: pid, untilNs: end });
  }

  /** Ends what still runs. Throws when the system has come to harm: books, memory, processes, or the next program. */
  check(): void {
    this.#clear();
    const { os } = this;
    if (os.halted) throw new Error('the system has stopped');
    const left = os.pids();
    if (left.length !== 1) throw new Error(`processes are left: ${left.join(' ')}`);
    checkLedger(os.kernel.ledger, os.kernel.machine, os.kernel.tasks.tasks.values());
    const gone = this.#heldFrames - this.#framesAtRest;
    if (gone !== 0) throw new Error(`${gone} frames did not come back`);
    if (os.kernel.vfs.openFiles !== 0 && os.kernel.vfs.openFiles > 16) throw new Error(`${os.kernel.vfs.openFiles} files are open`);
  }

  get history(): string {
    return `${historyHash(this.os.kernel.ledger)} ${this.os.nowNs}`;
  }

  /** Frames in use that no page cache can give back. */
  get #heldFrames(): number {
    const { memory, vfs } = this.os.kernel;
    const init = [...memory.spaces].reduce((sum, space) => sum + space.usage.rssAnon + space.usage.pageTables, 0);
    return memory.frames.totalCount - memory.frames.freeCount - (vfs.pageCaches?.pages ?? 0) - init;
  }

  /** Kills everything but init, and proves with the same breath that programs still run. */
  #clear(): void {
    const { os } = this;
    const sh = os.spawn('/bin/sh', ['-c', 'kill -9 -1; exit 7'], { stdio: 'null', cwd: '/' });
    os.run({ untilExit: sh.pid, untilNs: os.nowNs + patienceNs });
    os.run({ untilNs: os.nowNs + 1e6 });
    const well = os.spawn('/bin/true', [], { stdio: 'null', cwd: '/' });
    os.run({ untilExit: well.pid, untilNs: os.nowNs + patienceNs });
    const ends = [os.endOf(sh.pid), os.endOf(well.pid)];
    if (ends[0]?.code !== 7 || ends[1]?.code !== 0) throw new Error(`sh and true ended with ${JSON.stringify(ends)}`);
  }
}

// An open terminal: reads by line or by VMIN and VTIME, writes, poll. The ioctls stand beside it. Knows no descriptor.
import type { Errno } from '../../../abi/errno.js';
import { pollEvents, READABLE, WRITABLE } from '../../../abi/poll.js';
import { controlCharacters } from '../../../abi/termios.js';
import type { Wait } from '../../sleep/wait-queue.js';
import { type Caller, OpenFile, type OpenRequest } from '../inode.js';
import type { IoctlResult, Readiness } from '../file-results.js';
import type { Vfs } from '../vfs.js';
import type { Tty } from './tty.js';
import { ttyIoctl } from './tty-ioctl.js';

/** VTIME counts tenths of a second. */
const VTIME_NS = 100_000_000;

export class TtyFile extends OpenFile {
  readonly #terminal: Tty;
  readonly #vfs: Vfs;
  /** When the read that waits on VTIME gives up; undefined: none waits. */
  #deadlineNs: number | undefined;

  constructor(request: OpenRequest, terminal: Tty, vfs: Vfs) {
    super(request);
    this.#terminal = terminal;
    this.#vfs = vfs;
    terminal.openCount++;
  }

  override get terminal(): Tty {
    return this.#terminal;
  }

  protected override pull(into: Uint8Array): number | Errno | Wait {
    const { terminal } = this;
    if (into.length === 0) return 0;
    const count = terminal.isCanonical ? this.#readLine(into) : this.#readRaw(into);
    if (typeof count === 'number') terminal.services.wake(terminal.drained);
    return count;
  }

  #readLine(into: Uint8Array): number | Errno | Wait {
    const { terminal } = this;
    if (terminal.input.hasLine) return terminal.input.takeLine(into);
    if (terminal.hungUp) return 0;
    return this.nonBlocking ? 'EAGAIN' : this.#wait(undefined);
  }

  /** @see termios(3) "Canonical and noncanonical mode", the four cases of MIN and TIME */
  #readRaw(into: Uint8Array): number | Errno | Wait {
    const { terminal } = this;
    const minimum = terminal.termios.cc[controlCharacters.VMIN] ?? 0;
    const limitNs = (terminal.termios.cc[controlCharacters.VTIME] ?? 0) * VTIME_NS;
    const available = terminal.input.length;
    if (this.#isReadOver(Math.min(minimum, into.length), limitNs)) return this.#finish(into);
    if (this.nonBlocking) return available > 0 ? this.#finish(into) : 'EAGAIN';
    const timed = limitNs > 0 && (minimum === 0 || available > 0);
    if (timed) this.#deadlineNs ??= terminal.services.sinceBootNs() + limitNs;
    return this.#wait(timed ? this.#deadlineNs : undefined);
  }

  /** Whether a raw read that wants `minimum` bytes returns now. */
  #isReadOver(minimum: number, limitNs: number): boolean {
    const { terminal } = this;
    const available = terminal.input.length;
    if (terminal.hungUp || (available > 0 && available >= minimum)) return true;
    if (minimum === 0 && limitNs === 0) return true;
    const expired = this.#deadlineNs !== undefined && terminal.services.sinceBootNs() >= this.#deadlineNs;
    return expired && (available > 0 || minimum === 0);
  }

  #finish(into: Uint8Array): number {
    this.#deadlineNs = undefined;
    return this.terminal.input.takeBytes(into);
  }

  #wait(deadlineNs: number | undefined): Wait {
    const wait = { queues: [this.terminal.readable], channel: 'n_tty_read' };
    return deadlineNs === undefined ? wait : { ...wait, deadlineNs };
  }

  protected override push(bytes: Uint8Array): number | Errno | Wait {
    const { terminal } = this;
    if (terminal.hungUp) return 'EIO';
    if (bytes.length === 0) return 0;
    const count = terminal.write(bytes);
    if (count > 0) return count;
    return this.nonBlocking ? 'EAGAIN' : { queues: [terminal.writable], channel: 'n_tty_write' };
  }

  override poll(): Readiness {
    const { terminal } = this;
    const ready = terminal.isCanonical ? terminal.input.hasLine : terminal.input.length > 0;
    let events = ready || terminal.hungUp ? READABLE : 0;
    if (terminal.hungUp) events |= pollEvents.POLLHUP | pollEvents.POLLERR;
    if (terminal.output.free > 1 && !terminal.output.stopped) events |= WRITABLE;
    return { events, queues: [terminal.readable, terminal.writable] };
  }

  override ioctl(request: number, input: Uint8Array, argument: number, caller: Caller): IoctlResult {
    return ttyIoctl(this.terminal, this.#vfs, request, { input, argument, caller });
  }

  protected override release(): void {
    const { terminal } = this;
    terminal.openCount--;
    if (terminal.openCount === 0) terminal.services.wake(terminal.drained);
  }
}

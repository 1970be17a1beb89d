// One terminal: its modes, its queues, its session, and the line discipline between them. Knows sessions and groups as numbers; who drives it stands elsewhere.
import { signals } from '../../../abi/signals.js';
import { controlCharacters, inputModes, localModes, standardTermios, type Termios, type WindowSize } from '../../../abi/termios.js';
import { type WaitQueue, waitQueue } from '../../sleep/wait-queue.js';
import { InputQueue } from './input-queue.js';
import { echoOf, LineEditor, type Screen } from './line-editor.js';
import { OutputQueue } from './output-queue.js';

/** What a terminal needs of the kernel. */
export interface TtyServices {
  sinceBootNs(): number;
  wake(queue: WaitQueue): void;
  signalGroup(group: number, signo: number): void;
  leaderGroupOf(session: number): number | undefined;
  setTerminal(session: number, device: number): void;
}

const NEWLINE = 10;
const RETURN = 13;
const BELL = 7;

/** Control characters that send a signal, with ISIG. */
const signalKeys = [
  [controlCharacters.VINTR, signals.SIGINT],
  [controlCharacters.VQUIT, signals.SIGQUIT],
  [controlCharacters.VSUSP, signals.SIGTSTP],
] as const;

/** @see termios(3), ioctl_tty(2) */
export class Tty implements Screen {
  readonly device: number;
  termios: Termios;
  window: WindowSize = { rows: 24, columns: 80, xPixels: 0, yPixels: 0 };
  /** Session it controls and its foreground group; 0: none. */
  session = 0;
  foreground = 0;
  /** The line is gone: reads end, writes fail. */
  hungUp = false;
  /** Files open on it. */
  openCount = 0;
  readonly input = new InputQueue();
  readonly output = new OutputQueue();
  /** Readers wait for input, writers for room, and whoever drives the other side for output and for room in the input. */
  readonly readable: WaitQueue = waitQueue();
  readonly writable: WaitQueue = waitQueue();
  readonly drained: WaitQueue = waitQueue();
  readonly services: TtyServices;
  readonly #line = new LineEditor();
  /** VLNEXT was typed: the next byte has no meaning. */
  #literal = false;

  constructor(device: number, services: TtyServices, termios: Termios = standardTermios) {
    this.device = device;
    this.services = services;
    this.termios = termios;
  }

  get isCanonical(): boolean {
    return (this.termios.lflag & localModes.ICANON) !== 0;
  }

  #has(flag: keyof typeof localModes): boolean {
    return (this.termios.lflag & localModes[flag]) !== 0;
  }

  #is(byte: number, key: keyof typeof controlCharacters): boolean {
    return byte !== 0 && this.termios.cc[controlCharacters[key]] === byte;
  }

  /** Bytes of the screen, for whoever drives it. */
  takeOutput(limit = Infinity): Uint8Array {
    const bytes = this.output.take(limit);
    if (bytes.length > 0) this.services.wake(this.writable);
    return bytes;
  }

  /** A program writes; returns how many bytes were taken, 0 when there is no room. */
  write(bytes: Uint8Array): number {
    const count = this.output.stopped ? 0 : this.output.write(bytes, this.termios);
    if (count > 0) this.services.wake(this.drained);
    return count;
  }

  /** Keys arrive; returns how many were taken. Those left must be offered again when there is room. */
  receive(bytes: Uint8Array): number {
    let taken = 0;
    for (const byte of bytes) {
      if (this.input.free <= this.#line.length) break;
      this.#receiveByte(byte);
      taken++;
    }
    if (taken > 0) this.services.wake(this.readable);
    return taken;
  }

  #receiveByte(given: number): void {
    const { iflag } = this.termios;
    if (this.#literal) {
      this.#literal = false;
      this.#accept(given);
      return;
    }
    if (given === RETURN && (iflag & inputModes.IGNCR) !== 0) return;
    const stripped = (iflag & inputModes.ISTRIP) !== 0 ? given & 0x7f : given;
    const byte = this.#translate(stripped);
    if (this.#controlsFlow(byte) || this.#signals(byte)) return;
    if (this.isCanonical && this.#edits(byte)) return;
    this.#accept(byte);
  }

  #translate(byte: number): number {
    const { iflag } = this.termios;
    if (byte === RETURN && (iflag & inputModes.ICRNL) !== 0) return NEWLINE;
    return byte === NEWLINE && (iflag & inputModes.INLCR) !== 0 ? RETURN : byte;
  }

  /** ^S and ^Q. */
  #controlsFlow(byte: number): boolean {
    if ((this.termios.iflag & inputModes.IXON) === 0) return false;
    const starts = this.#is(byte, 'VSTART');
    if (!starts && this.#is(byte, 'VSTOP')) {
      this.output.stopped = true;
      return true;
    }
    if (starts || (this.output.stopped && (this.termios.iflag & inputModes.IXANY) !== 0)) this.start();
    return starts;
  }

  /** Output goes on. */
  start(): void {
    this.output.stopped = false;
    this.services.wake(this.writable);
    this.services.wake(this.drained);
  }

  #signals(byte: number): boolean {
    if (!this.#has('ISIG') || byte === 0) return false;
    const row = signalKeys.find(([key]) => this.termios.cc[key] === byte);
    if (row === undefined) return false;
    if (!this.#has('NOFLSH')) {
      this.flushInput();
      this.output.clear();
    }
    this.start();
    if (this.#has('ECHO')) this.echo(echoOf(byte, this.termios.lflag));
    if (this.foreground > 0) this.services.signalGroup(this.foreground, row[1]);
    return true;
  }

  /** Editing keys of canonical mode; false for bytes that belong to the line. */
  #edits(byte: number): boolean {
    if (this.#is(byte, 'VERASE')) this.#line.eraseCharacter(byte, this.termios, this);
    else if (this.#is(byte, 'VKILL')) this.#line.kill(byte, this.termios, this);
    else if (this.#is(byte, 'VEOF')) this.#finishLine();
    else return this.#has('IEXTEN') && this.#editsMore(byte);
    return true;
  }

  #editsMore(byte: number): boolean {
    if (this.#is(byte, 'VWERASE')) this.#line.eraseWord(this.termios, this);
    else if (this.#is(byte, 'VREPRINT') && this.#has('ECHO')) this.#line.reprint(this.termios, this);
    else if (this.#is(byte, 'VLNEXT')) {
      this.#literal = true;
      if (this.#has('ECHO') && this.#has('ECHOCTL')) this.echo([94, 8]);
    } else return false;
    return true;
  }

  #finishLine(): void {
    this.input.putLine(this.#line.finish());
  }

  /** A byte for the readers. */
  #accept(byte: number): void {
    const { column } = this.output;
    const endsLine = byte === NEWLINE || this.#is(byte, 'VEOL') || this.#is(byte, 'VEOL2');
    if (this.#has('ECHO')) this.echo(echoOf(byte, this.termios.lflag));
    else if (byte === NEWLINE && this.#has('ECHONL')) this.echo([NEWLINE]);
    if (!this.isCanonical) this.input.putByte(byte);
    else if (endsLine) this.input.putLine([...this.#line.finish(), byte]);
    else if (!this.#line.add(byte, column) && (this.termios.iflag & inputModes.IMAXBEL) !== 0) this.echo([BELL]);
  }

  echo(bytes: readonly number[]): void {
    this.output.echo(Uint8Array.from(bytes), this.termios);
    this.services.wake(this.drained);
  }

  flushInput(): void {
    this.input.clear();
    this.#line.clear();
    this.services.wake(this.drained);
  }

  /** tcsetattr: a line being typed becomes readable when canonical mode ends. */
  setTermios(termios: Termios): void {
    const leavesCanonical = this.isCanonical && (termios.lflag & localModes.ICANON) === 0;
    this.termios = termios;
    if (leavesCanonical) for (const byte of this.#line.finish()) this.input.putByte(byte);
    if ((termios.iflag & inputModes.IXON) === 0 && this.output.stopped) this.start();
    this.services.wake(this.readable);
  }

  /** A new window size; SIGWINCH tells the foreground group when it differs. */
  resize(window: WindowSize): void {
    const before = this.window;
    const same = before.rows === window.rows && before.columns === window.columns;
    this.window = window;
    if (!same && this.foreground > 0) this.services.signalGroup(this.foreground, signals.SIGWINCH);
  }

  /** The other side is gone: the session gets SIGHUP and SIGCONT. @see tty_hangup in Linux drivers/tty/tty_io.c */
  hangUp(): void {
    this.hungUp = true;
    const leader = this.session > 0 ? this.services.leaderGroupOf(this.session) : undefined;
    for (const group of new Set([leader, this.foreground])) {
      if (group === undefined || group === 0) continue;
      this.services.signalGroup(group, signals.SIGHUP);
      this.services.signalGroup(group, signals.SIGCONT);
    }
    this.leaveSession();
    for (const queue of [this.readable, this.writable, this.drained]) this.services.wake(queue);
  }

  /** The terminal controls no session any more. */
  leaveSession(): void {
    if (this.session > 0) this.services.setTerminal(this.session, 0);
    this.session = 0;
    this.foreground = 0;
  }
}

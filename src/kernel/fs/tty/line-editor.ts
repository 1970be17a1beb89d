// The line that is being typed in canonical mode, and how its editing looks on the screen. Knows no queue and no signal.
import { controlCharacters, inputModes, localModes, type Termios } from '../../../abi/termios.js';

/** Longest line, its end included. @see termios(3) "Canonical and noncanonical mode" */
export const LINE_BYTES = 4096;

/** Shows editing on the screen. */
export interface Screen {
  echo(bytes: readonly number[]): void;
}

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
const DELETE = 127;
const eraseCell = [8, SPACE, 8];

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
const isControl = (byte: number): boolean => byte < SPACE || byte === DELETE;
/** Letters, digits, underscore, and all of UTF-8 beyond ASCII. */
const isWordByte = (byte: number): boolean =>
  byte >= 0x80 || byte === 95 || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);

/** How a byte is echoed: control characters as ^X unless they move the cursor by design. */
export function echoOf(byte: number, lflag: number): readonly number[] {
  const shown = isControl(byte) && byte !== NEWLINE && byte !== TAB && (lflag & localModes.ECHOCTL) !== 0;
  return shown ? [94, byte ^ 0x40] : [byte];
}

export class LineEditor {
  #bytes: number[] = [];
  /** Column where the line began, for tabs. */
  #startColumn = 0;

  get length(): number {
    return this.#bytes.length;
  }

  /** Appends a byte; false when the line is full. */
  add(byte: number, column: number): boolean {
    if (this.#bytes.length >= LINE_BYTES - 1) return false;
    if (this.#bytes.length === 0) this.#startColumn = column;
    this.#bytes.push(byte);
    return true;
  }

  /** Hands out the line. */
  finish(): readonly number[] {
    const line = this.#bytes;
    this.#bytes = [];
    return line;
  }

  clear(): void {
    this.#bytes = [];
  }

  /** VREPRINT: the line once more. */
  reprint(termios: Termios, screen: Screen): void {
    screen.echo([...echoOf(termios.cc[controlCharacters.VREPRINT] ?? 0, termios.lflag), NEWLINE]);
    for (const byte of this.#bytes) screen.echo(echoOf(byte, termios.lflag));
  }

  /** VERASE: the last character. */
  eraseCharacter(key: number, termios: Termios, screen: Screen): void {
    if (this.#bytes.length === 0) return;
    const removed = this.#pop(termios);
    if ((termios.lflag & localModes.ECHO) === 0) return;
    if ((termios.lflag & localModes.ECHOE) === 0) screen.echo(echoOf(key, termios.lflag));
    else this.#wipe(removed, termios, screen);
  }

  /** VWERASE: blanks, and the word before them. */
  eraseWord(termios: Termios, screen: Screen): void {
    let seenWord = false;
    for (let last = this.#bytes.at(-1); last !== undefined; last = this.#bytes.at(-1)) {
      const inWord = isWordByte(last);
      if (seenWord && !inWord) break;
      seenWord ||= inWord;
      const removed = this.#pop(termios);
      if ((termios.lflag & localModes.ECHO) !== 0) this.#wipe(removed, termios, screen);
    }
  }

  /** VKILL: the whole line. */
  kill(key: number, termios: Termios, screen: Screen): void {
    const { lflag } = termios;
    const wipes = (lflag & localModes.ECHO) !== 0 && (lflag & localModes.ECHOKE) !== 0 && (lflag & localModes.ECHOE) !== 0;
    if (wipes) {
      while (this.#bytes.length > 0) this.#wipe(this.#pop(termios), termios, screen);
      return;
    }
    this.#bytes = [];
    if ((lflag & localModes.ECHO) === 0) return;
    screen.echo(echoOf(key, lflag));
    if ((lflag & localModes.ECHOK) !== 0) screen.echo([NEWLINE]);
  }

  /** Takes the last character off: with IUTF8 all of its bytes. Returns its first byte. */
  #pop(termios: Termios): number {
    let removed = this.#bytes.pop() ?? 0;
    while ((termios.iflag & inputModes.IUTF8) !== 0 && isContinuation(removed) && this.#bytes.length > 0) removed = this.#bytes.pop() ?? 0;
    return removed;
  }

  /** Removes from the screen what the echo of `byte` had put there. */
  #wipe(byte: number, termios: Termios, screen: Screen): void {
    const cells = byte === TAB ? this.#tabWidth() : echoOf(byte, termios.lflag).length;
    const visible = isControl(byte) && byte !== TAB && cells === 1 ? 0 : cells;
    for (let cell = 0; cell < visible; cell++) screen.echo(byte === TAB ? [8] : eraseCell);
  }

  /** Cells of a tab that stood after the bytes left. */
  #tabWidth(): number {
    let column = this.#startColumn;
    for (const byte of this.#bytes) {
      if (byte === TAB) column += 8 - (column % 8);
      else if (!isContinuation(byte)) column += isControl(byte) ? 2 : 1;
    }
    return 8 - (column % 8);
  }
}

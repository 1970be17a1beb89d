// What a terminal sends to its screen: output processing and the bounded queue behind it. Knows no reader of the queue.
import { outputModes, type Termios } from '../../../abi/termios.js';
import { ByteRing } from '../byte-ring.js';

/** Bytes that programs may have under way to the screen. */
export const OUTPUT_BYTES = 65_536;
/** Room beyond that for echo, which cannot wait; echo is dropped when that is full too. */
const ECHO_BYTES = 4096;

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const BACKSPACE = 8;

export class OutputQueue {
  readonly #ring = new ByteRing(OUTPUT_BYTES + ECHO_BYTES);
  /** Where the cursor is, counted from 0, for tabs that are erased and ONOCR. */
  column = 0;
  /** ^S: nothing leaves the queue. */
  stopped = false;

  get length(): number {
    return this.#ring.length;
  }

  get free(): number {
    return Math.max(0, this.#ring.free - ECHO_BYTES);
  }

  /** Takes what leaves for the screen; nothing while stopped. */
  take(limit: number): Uint8Array {
    const bytes = new Uint8Array(this.stopped ? 0 : Math.min(limit, this.#ring.length));
    this.#ring.take(bytes);
    return bytes;
  }

  clear(): void {
    this.#ring.clear();
  }

  /** Processes and queues as many bytes as have room; returns how many. */
  write(bytes: Uint8Array, termios: Termios): number {
    if ((termios.oflag & outputModes.OPOST) === 0) return this.#writeRaw(bytes);
    // A newline may become two bytes.
    const count = Math.min(bytes.length, Math.floor(this.free / 2));
    this.#ring.put(this.#process(bytes.subarray(0, count), termios.oflag));
    return count;
  }

  #writeRaw(bytes: Uint8Array): number {
    const count = this.#ring.put(bytes.subarray(0, this.free));
    for (let index = 0; index < count; index++) this.#advance(bytes[index] ?? 0);
    return count;
  }

  /** Queues echo, processed as output is. */
  echo(bytes: Uint8Array, termios: Termios): void {
    this.#ring.put((termios.oflag & outputModes.OPOST) === 0 ? bytes : this.#process(bytes, termios.oflag));
  }

  #process(bytes: Uint8Array, oflag: number): Uint8Array {
    const out = new Uint8Array(bytes.length * 2);
    let length = 0;
    for (const given of bytes) {
      if (given === RETURN && (oflag & outputModes.ONOCR) !== 0 && this.column === 0) continue;
      const byte = given === RETURN && (oflag & outputModes.OCRNL) !== 0 ? NEWLINE : given;
      if (given === NEWLINE && (oflag & outputModes.ONLCR) !== 0) {
        out[length++] = RETURN;
        this.column = 0;
      }
      out[length++] = byte;
      this.#advance(byte);
    }
    return out.subarray(0, length);
  }

  /** Continuation bytes of UTF-8 take no column. */
  #advance(byte: number): void {
    if (byte === RETURN) this.column = 0;
    else if (byte === BACKSPACE) this.column = Math.max(0, this.column - 1);
    else if (byte === TAB) this.column += 8 - (this.column % 8);
    else if (byte >= 32 && byte !== 127 && (byte & 0xc0) !== 0x80) this.column++;
  }
}

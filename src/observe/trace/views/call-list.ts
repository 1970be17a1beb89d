// A trace's system calls and signals as strace -f -tt -T lists them. Knows no file format.
import { signals } from '../../../abi/signals.js';
import type { CallLine, ReturnLine, TraceLine } from '../lines.js';
import { placeText, plain, seconds } from './columns.js';
import type { ViewOptions } from './view.js';

/** @see wait(2): the low 7 bits are the signal, the next byte the exit code */
function endText(status: number): string {
  const signo = status & 0x7f;
  return signo === 0 ? `+++ exited with ${(status >> 8) & 0xff} +++` : `+++ killed by ${signalName(signo)} +++`;
}

function signalName(signo: number): string {
  return Object.entries(signals).find(([, number]) => number === signo)?.[0] ?? `SIGRT_${signo}`;
}

type ExitLine = Extract<TraceLine, { readonly event: 'exit' }>;

function callText({ name, args }: CallLine): string {
  return plain(`${name}(${args.join(', ')})`);
}

function resultText({ result, errno }: ReturnLine): string {
  if (result === '?') return '? ERESTARTSYS';
  return plain(errno === undefined ? result : `${result} ${errno}`);
}

function row({ tid }: { readonly tid: number }, ns: number, text: string): string {
  return `${String(tid).padEnd(5)} ${seconds(ns)} ${text}`;
}

/** The calls that tasks are in, as a trace is walked through. */
class OpenCalls {
  readonly #calls = new Map<number, CallLine>();
  readonly #placeOf: (call: CallLine) => string;

  constructor({ symbols }: ViewOptions) {
    this.#placeOf = symbols ? placeText : () => '';
  }

  begin(call: CallLine): string[] {
    this.#calls.set(call.tid, call);
    return [];
  }

  return(line: ReturnLine): string[] {
    const call = this.#take(line.tid);
    if (call === undefined) return [];
    return [row(line, call.ns, `${callText(call)} = ${resultText(line)} <${seconds(line.ns - call.ns)}>${this.#placeOf(call)}`)];
  }

  exit(line: ExitLine): string[] {
    const call = this.#take(line.tid);
    const end = row(line, line.ns, endText(line.status));
    return call === undefined ? [end] : [row(line, call.ns, `${callText(call)} = ?${this.#placeOf(call)}`), end];
  }

  rest(): string[] {
    return [...this.#calls.values()].map((call) => row(call, call.ns, `${callText(call)} <unfinished ...>${this.#placeOf(call)}`));
  }

  #take(tid: number): CallLine | undefined {
    const call = this.#calls.get(tid);
    this.#calls.delete(tid);
    return call;
  }
}

/** A call is listed when it has returned, with the time at which it began; those that have not when the trace ends stand last. */
export function* callList(lines: readonly TraceLine[], options: ViewOptions): Generator<string> {
  const open = new OpenCalls(options);
  for (const line of lines) {
    if (line.event === 'call') yield* open.begin(line);
    else if (line.event === 'return') yield* open.return(line);
    else if (line.event === 'exit') yield* open.exit(line);
    else if (line.event === 'signal') yield row(line, line.ns, `--- ${signalName(line.signo)} (${plain(line.action)}) ---`);
  }
  yield* open.rest();
}

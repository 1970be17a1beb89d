// A trace as files hold it: one line for each event, of numbers and text only, and how a kernel's event becomes one. Knows no file format.
import type { TraceEvent, TracePlace } from '../../kernel/trace/events.js';
import type { ParameterKind } from '../../kernel/syscall/syscall.js';
import { syscallByNumber } from '../../kernel/syscall/table.js';

/** What a trace says first. */
export interface BeginLine extends TracePlace {
  readonly event: 'begin';
  readonly cores: number;
  readonly frequencyHz: number;
  /** Nanoseconds since 1970 at ns 0. */
  readonly bootEpochNs: string;
}

/** What a whole trace says last: a file without it was cut short. */
export interface EndLine extends TracePlace {
  readonly event: 'end';
}

/** As strace(1) writes arguments. */
export interface CallLine extends TracePlace {
  readonly event: 'call';
  readonly tid: number;
  readonly name: string;
  readonly args: readonly string[];
}

/** `result` is `?` when there is none. */
export interface ReturnLine extends TracePlace {
  readonly event: 'return';
  readonly tid: number;
  readonly name: string;
  readonly result: string;
  readonly errno?: string | undefined;
}

export interface FaultLine extends TracePlace {
  readonly event: 'fault';
  readonly tid: number;
  readonly access: string;
  readonly address: string;
  readonly kind: string;
}

type Converted = 'call' | 'return' | 'fault';

export type TraceLine = Exclude<TraceEvent, { event: Converted }> | BeginLine | EndLine | CallLine | ReturnLine | FaultLine;

export type LineKind = TraceLine['event'];

function hex(value: bigint): string {
  return value === 0n ? 'NULL' : `0x${value.toString(16)}`;
}

/** As strace(1) shows a register of each kind. */
const shownArguments: Readonly<Partial<Record<ParameterKind, (value: bigint) => string>>> = {
  address: hex,
  string: hex,
  mode: (value) => `0${value.toString(8)}`,
  flags: (value) => (value === 0n ? '0' : `0x${BigInt.asUintN(32, value).toString(16)}`),
  fd: (value) => (value === -100n ? 'AT_FDCWD' : String(value)),
};

/** Calls whose result is an address. */
const addressCalls: ReadonlySet<string> = new Set(['brk', 'mmap', 'mremap', 'shmat']);

function callArguments(number: number, args: readonly bigint[]): string[] {
  const kinds = syscallByNumber(number)?.parameters ?? [];
  return args.map((value, index) => shownArguments[kinds[index] ?? 'long']?.(value) ?? String(value));
}

function resultText(name: string, result: bigint | undefined): string {
  if (result === undefined) return '?';
  return addressCalls.has(name) && result >= 0n ? hex(result) : String(result);
}

/** What a file holds of `event`. */
export function traceLine(event: TraceEvent): TraceLine {
  const { ns, core } = event;
  if (event.event === 'call') {
    const { tid, name, number, args } = event;
    return { ns, core, event: 'call', tid, name, args: callArguments(number, args) };
  }
  if (event.event === 'return') {
    const { tid, name, result, errno } = event;
    return { ns, core, event: 'return', tid, name, result: resultText(name, result), ...(errno === undefined ? {} : { errno }) };
  }
  if (event.event === 'fault') {
    const { tid, access, address, kind } = event;
    return { ns, core, event: 'fault', tid, access, address: hex(address), kind };
  }
  return event;
}

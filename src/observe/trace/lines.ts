// A trace as files hold it: one line for each event, of numbers and text only, and how a kernel's event becomes one. Knows no file format.
import type { MappedFile, ProgramPlace, TraceEvent, TracePlace } from '../../kernel/trace/events.js';
import type { ParameterKind } from '../../kernel/syscall/syscall.js';
import { syscallByNumber } from '../../kernel/syscall/table.js';

/** What a trace says first. */
export interface BeginLine extends TracePlace {
  readonly event: 'begin';
  readonly cores: number;
  readonly frequencyHz: number;
  /** Nanoseconds since 1970 at ns 0. */
  readonly bootEpochNs: string;
  /** The kernel's, as uname(2) tells it. */
  readonly release: string;
}

/** What a whole trace says last: a file without it was cut short. */
export interface EndLine extends TracePlace {
  readonly event: 'end';
}

/** Where a program was. Each field is left out when it is not known. */
export interface PlaceFields {
  /** Address in the program's memory: `0x1002fa8`. */
  readonly pc?: string;
  /** The file that is mapped there, as /proc/[pid]/maps names it. */
  readonly file?: string;
  /** The function in it, and how far from its start: `write+0x14`. */
  readonly symbol?: string;
  /** The function that has called it, when the return address still tells: in functions that call no other. */
  readonly caller?: string;
  /** Without a symbol: how far from the file's start. */
  readonly offset?: string;
}

/** As strace(1) writes arguments. */
export interface CallLine extends TracePlace, PlaceFields {
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

export interface FaultLine extends TracePlace, PlaceFields {
  readonly event: 'fault';
  readonly tid: number;
  readonly access: string;
  readonly address: string;
  readonly kind: string;
}

type SwitchEvent = Extract<TraceEvent, { readonly event: 'switch' }>;

/** The place is that of the task that left. */
export type SwitchLine = Omit<SwitchEvent, 'at'> & PlaceFields;

type Converted = 'call' | 'return' | 'fault' | 'switch';

export type TraceLine = Exclude<TraceEvent, { event: Converted }> | BeginLine | EndLine | SwitchLine | CallLine | ReturnLine | FaultLine;

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

/** Names a place in a file; undefined when nothing does. */
export type SymbolOf = (file: MappedFile) => string | undefined;

function placeFields(place: ProgramPlace | undefined, symbolOf: SymbolOf): PlaceFields {
  if (place === undefined) return {};
  const pc = `0x${place.pc.toString(16)}`;
  const { file, returnsTo } = place;
  if (file === undefined) return { pc };
  const symbol = symbolOf(file);
  if (symbol === undefined) return { pc, file: file.name, offset: `0x${file.offset.toString(16)}` };
  const caller = functionIn(returnsTo && symbolOf(returnsTo));
  return { pc, file: file.name, symbol, ...(caller === undefined || caller === functionIn(symbol) ? {} : { caller }) };
}

/** `write` of `write+0x14`. */
function functionIn(symbol: string | undefined): string | undefined {
  return symbol?.replace(/\+0x[0-9a-f]+$/, '');
}

/** What a file holds of `event`. */
export function traceLine(event: TraceEvent, symbolOf: SymbolOf): TraceLine {
  const { ns, core } = event;
  switch (event.event) {
    case 'call': {
      const { tid, name, number, args, at } = event;
      return { ns, core, event: 'call', tid, name, args: callArguments(number, args), ...placeFields(at, symbolOf) };
    }
    case 'return': {
      const { tid, name, result, errno } = event;
      return { ns, core, event: 'return', tid, name, result: resultText(name, result), ...(errno === undefined ? {} : { errno }) };
    }
    case 'fault': {
      const { tid, access, address, kind, at } = event;
      return { ns, core, event: 'fault', tid, access, address: hex(address), kind, ...placeFields(at, symbolOf) };
    }
    case 'switch': {
      const { at, ...rest } = event;
      return { ...rest, ...placeFields(at, symbolOf) };
    }
    default:
      return event;
  }
}

// What fetching an instruction takes in translated code: its page must be where it was, its lines go through L1I. Knows addresses, not what is fetched.
import { filterEntries, filterEntryBytes, filterFrame, hartField, pageBytes } from '../../layout.js';
import { rulesOf } from '../../memory/hierarchy/access-rules.js';
import type { Hierarchy } from '../../memory/hierarchy/geometry.js';
import type { Code } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { Address, GuestInstruction } from './region.js';
import type { Moment, RegionFrame } from './region-frame.js';
import type { RegionNotes } from './region-notes.js';

const lineEntryBytes = 8;

/** What has to be looked at before an instruction is executed: pages and lines, by their addresses. */
export interface Fetch {
  readonly pages: readonly Address[];
  readonly lines: readonly Address[];
}

type Span = Pick<GuestInstruction, 'pc' | 'bytes'>;

/**
 * What is new when `to` is executed behind `from`.
 *
 * @param returned other code has been executed in between
 */
export function fetchBetween(from: Span, to: Span, hierarchy: Hierarchy | undefined, returned = false): Fetch {
  const pages = unitsOf(to, pageBytes).filter((page) => !unitsOf(from, pageBytes).includes(page));
  if (hierarchy === undefined) return { pages, lines: [] };
  const { lineBytes, semantics } = hierarchy;
  const { bothLines } = rulesOf(semantics);
  const lines = (span: Span): Address[] => unitsOf(bothLines ? span : { pc: span.pc, bytes: 2 }, lineBytes);
  const last = returned ? undefined : lines(from).at(-1);
  // Behind another line the last one is fetched again: it may not be the most recent of its set.
  return { pages, lines: lines(to).filter((line, index) => index > 0 || line !== last) };
}

/** Whether the bytes of an instruction lie in two lines (or pages): fetching it again would not leave the lines in the order in which it was fetched. */
export function isInTwo(span: Span, lineBytes: number): boolean {
  return unitsOf(span, lineBytes).length > 1;
}

function unitsOf({ pc, bytes }: Span, unit: number): Address[] {
  const [first, last] = [pc - (pc % unit), pc + bytes - 1 - ((pc + bytes - 1) % unit)];
  return first === last ? [first] : [first, last];
}

/** Where fetches may leave to, and how they miss. */
export interface FetchContext {
  readonly frame: RegionFrame;
  readonly notes: RegionNotes | undefined;
  /** Fetching the instruction at an address has left the region often: so it calls what brings its lines. */
  missesOften(pc: Address): boolean;
  /** `line(hart, va) -> i32`: 0 when the line has come. */
  readonly lineMiss: number | undefined;
  readonly lineBytes: number;
  /** Where the frame of a page lies in linear memory. */
  frameOf(page: Address): number;
}

/** Emits what `fetch` asks for, before the instruction at `pc`: without the page control leaves to it, and a line is brought. */
export function emitFetch(code: Code, context: FetchContext, fetch: Fetch, pc: Address, moment: Moment): void {
  for (const page of fetch.pages) {
    context.notes?.take('page', page);
    emitPageCheck(code, context, page, pc, moment);
  }
  for (const line of fetch.lines) {
    context.notes?.take('line', line);
    emitLineCheck(code, context, line, pc, moment);
  }
}

function emitPageCheck(code: Code, { frame, frameOf }: FetchContext, page: Address, pc: Address, moment: Moment): void {
  const entry = hartField.fetchFilter + ((page / pageBytes) % filterEntries) * filterEntryBytes;
  code.localGet(frame.hart);
  code.memory(memoryOp.i64Load, entry);
  code.i64(BigInt(page));
  code.op(op.i64Ne);
  code.localGet(frame.hart);
  code.memory(memoryOp.i32Load, entry + filterFrame);
  code.i32(frameOf(page) | 0);
  code.op(op.i32Ne);
  code.op(op.i32Or);
  code.if();
  frame.leave((inner) => inner.i64(BigInt(pc)), moment.ahead);
  code.end();
}

function emitLineCheck(code: Code, context: FetchContext, line: Address, pc: Address, moment: Moment): void {
  const { frame, lineMiss, lineBytes } = context;
  if (lineMiss === undefined) throw new Error('without caches no line is fetched');
  code.localGet(frame.hart);
  code.memory(memoryOp.i64Load, hartField.lineFilter + ((line / lineBytes) % filterEntries) * lineEntryBytes);
  code.i64(BigInt(line));
  code.op(op.i64Ne);
  code.if();
  if (!context.missesOften(pc)) {
    frame.leave((inner) => inner.i64(BigInt(pc)), moment.ahead);
    code.end();
    return;
  }
  const bring = (): void => {
    code.localGet(frame.hart);
    code.i64(BigInt(Math.max(line, pc)));
    code.call(lineMiss);
  };
  frame.callOnMiss(bring, (inner) => inner.i64(BigInt(pc)), moment);
  code.end();
}

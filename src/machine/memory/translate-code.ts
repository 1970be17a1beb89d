// Address translation as wasm: TLBs when there is a hierarchy, and the Sv39 walk, which sets A and D. Knows no instruction and no filter's layout.
// The same walk as `sv39.ts`, which is the one to read first.
import { globalField, hartField, ramBase, region } from '../layout.js';
import { type AccessKind, accessFaults, pageFaults, type TrapCause, trapCodes } from '../trap.js';
import type { Code, Label, Local } from '../wasm/code.js';
import type { ModuleBuilder } from '../wasm/module.js';
import type { Long, Word } from '../wasm/words.js';
import {
  add,
  add64,
  and64,
  eq64,
  geU64,
  get,
  giveBack,
  isZero64,
  leaveIf,
  load64,
  loadWide,
  long,
  lowWord,
  ne64,
  not,
  nothing,
  num,
  or,
  or64,
  seq,
  set,
  shl64,
  shrS64,
  shrU64,
  store,
  store64,
  sub64,
  when,
} from '../wasm/words.js';
import type { TlbCode } from './hierarchy/tlb-code.js';
import { pteAccessed, pteDirty, pteExecute, pteRead, pteReserved, pteUser, pteValid, pteWrite } from './sv39.js';

const leafBits = pteRead | pteWrite | pteExecute;
const tablePointerReserved = pteReserved | pteUser | pteAccessed | pteDirty;
const needed: Readonly<Record<AccessKind, bigint>> = { fetch: pteExecute, load: pteRead, store: pteWrite };

/** Locals of one walk: i64, but the hart's address. */
interface Walk {
  readonly hart: Local;
  readonly kind: AccessKind;
  readonly va: Local;
  /** Physical address: of a table, then of the page. */
  readonly pa: Local;
  readonly pte: Local;
  readonly pteAddress: Local;
  /** Address bits below this one are the page's own at the level reached: 30, 21, 12. */
  readonly shift: Local;
  readonly pageFault: Label;
  readonly accessFault: Label;
  readonly tlb: TlbCode | undefined;
}

/** A physical address as one in linear memory. */
function linear(pa: Local): Word {
  return add(lowWord(get(pa)), num(region.ram - ramBase));
}

/** True when the 8 bytes (aligned) or the page at `pa` are not RAM. */
function outsideRam(pa: Local): Word {
  return geU64(sub64(get(pa), long(BigInt(ramBase))), loadWide(num(0), globalField.ramBytes));
}

function any(value: Long, bits: bigint): Word {
  return not(isZero64(and64(value, long(bits))));
}

/** `translate(hart, va: i64) -> i32`: where the page of `va` lies in linear memory, or 0 when the hart has trapped. */
export function addTranslate(module: ModuleBuilder, kind: AccessKind, tlb: TlbCode | undefined): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i64'], results: ['i32'] });
  const [hart, va] = [0, 1];
  const i64 = (): Local => code.newLocal('i64');
  const [pa, pte, pteAddress, shift] = [i64(), i64(), i64(), i64()];
  const accessFault = code.block();
  const pageFault = code.block();
  const walk: Walk = { hart, kind, va, pa, pte, pteAddress, shift, pageFault, accessFault, tlb };
  const root = loadWide(get(hart), hartField.satpRoot);
  when(isZero64(root), seq(set(pa, and64(get(va), long(-4096n))), leaveIf(outsideRam(pa), accessFault), giveBack(linear(pa))))(code);
  leaveIf(ne64(shrS64(shl64(get(va), long(25n)), long(25n)), get(va)), pageFault)(code);
  const refill = tlb?.openRefill(code);
  if (refill !== undefined) tlb?.look(code, kind, hart, va, refill)(code);
  emitWalk(code, walk, root);
  emitLeaf(code, walk);
  if (refill !== undefined) tlb?.enter(code, kind, { hart, va, page: linear(pa), pte }, refill)(code);
  giveBack(linear(pa))(code);
  code.end();
  emitFault(code, walk, pageFaults[kind]);
  code.end();
  emitFault(code, walk, accessFaults[kind]);
  num(0)(code);
  return index;
}

function emitWalk(code: Code, walk: Walk, root: Long): void {
  const { hart, va, pa, pte, pteAddress, shift, pageFault, accessFault, tlb } = walk;
  seq(set(pa, shl64(root, long(12n))), set(shift, long(30n)), tlb?.beginWalk(hart) ?? nothing)(code);
  const found = code.block();
  const level = code.loop();
  const entryOffset = shl64(and64(shrU64(get(va), get(shift)), long(511n)), long(3n));
  seq(
    set(pteAddress, add64(get(pa), entryOffset)),
    leaveIf(outsideRam(pteAddress), accessFault),
    tlb?.readEntry(code, hart, linear(pteAddress)) ?? nothing,
    set(pte, load64(linear(pteAddress))),
    leaveIf(not(any(get(pte), pteValid)), pageFault),
    leaveIf(any(get(pte), leafBits), found),
    leaveIf(or(eq64(get(shift), long(12n)), any(get(pte), tablePointerReserved)), pageFault),
    set(pa, pagePointedTo(pte)),
    set(shift, sub64(get(shift), long(9n))),
    (inner) => inner.br(level),
  )(code);
  code.end();
  code.end();
}

/** Physical address in the entry's ppn field (bits 53-10). */
function pagePointedTo(pte: Local): Long {
  return and64(shl64(get(pte), long(2n)), long(0xff_ffff_ffff_f000n));
}

/** Checks the leaf, sets A and D (also in `pte`), and leaves the page's physical address in `pa`. */
function emitLeaf(code: Code, { kind, va, pa, pte, pteAddress, shift, pageFault, accessFault }: Walk): void {
  const offsetMask = sub64(shl64(long(1n), get(shift)), long(1n));
  const needs = pteUser | needed[kind];
  seq(
    leaveIf(or(ne64(and64(get(pte), long(needs)), long(needs)), any(get(pte), pteReserved)), pageFault),
    leaveIf(eq64(and64(get(pte), long(pteRead | pteWrite)), long(pteWrite)), pageFault),
    set(pa, pagePointedTo(pte)),
    leaveIf(ne64(and64(get(pa), offsetMask), long(0n)), pageFault),
    set(pa, add64(get(pa), and64(and64(get(va), offsetMask), long(-4096n)))),
    leaveIf(outsideRam(pa), accessFault),
    set(pte, or64(get(pte), long(pteAccessed | (kind === 'store' ? pteDirty : 0n)))),
    store64(linear(pteAddress), get(pte)),
  )(code);
}

function emitFault(code: Code, { hart, va }: Walk, cause: TrapCause): void {
  seq(
    store(get(hart), num(trapCodes[cause]), hartField.trapCause),
    store64(get(hart), get(va), hartField.trapTval),
    giveBack(num(0)),
  )(code);
}

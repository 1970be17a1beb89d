// One function for each kind of event, called where it happens: appends a row when tracing is on, else returns at once. Decides nothing, charges nothing.
import type { Errno } from '../../abi/errno.js';
import { pcbPc, pcbX1 } from '../../machine/pcb-layout.js';
import type { LeaveReason, SwitchReceipt } from '../ledger/receipt.js';
import { findVma, vmaName } from '../mm/vma.js';
import { ecallBytes } from '../task/blocked-call.js';
import type { Hardware, Hart } from '../task/hardware.js';
import { missesOf, missingCaches } from '../task/memory-counts.js';
import type { Task } from '../task/task.js';
import type { TraceBuffer } from './buffer.js';
import type { MappedFile, ProgramPlace, TraceFields } from './events.js';

/** The register with the return address. */
const RA = 1;

/** The slice of the kernel's state that hooks need. */
export interface TraceContext {
  readonly machine: Hardware;
  readonly trace: TraceBuffer;
  /** The hart whose trap is being handled; undefined between traps. */
  readonly activeHart: Hart | undefined;
}

/** The clock in whole nanoseconds. */
function nsOf(hart: Hart): number {
  return Math.floor(hart.mtimeNs);
}

/** The core in the kernel; what comes from outside happens on the core that it concerns. */
function hartFor({ activeHart, machine }: TraceContext, core: number): Hart {
  const hart = activeHart ?? machine.harts[core];
  if (hart === undefined) throw new Error(`there is no hart ${core}`);
  return hart;
}

export function traceTask(context: TraceContext, { tid, process, comm, scheduling }: Task, how: TraceFields['task']['how']): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, scheduling.hart);
  const parent = process.parent?.pid ?? 0;
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'task', tid, pid: process.pid, parent, comm, how });
}

export function traceExec(context: TraceContext, { tid, process, comm, scheduling }: Task): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, scheduling.hart);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'exec', tid, pid: process.pid, comm });
  trace.due = true;
}

export function traceComm(context: TraceContext, { tid, comm, scheduling }: Task): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, scheduling.hart);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'comm', tid, comm });
}

export function traceExit(context: TraceContext, { tid, process, scheduling }: Task, status: number): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, scheduling.hart);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'exit', tid, pid: process.pid, status });
  trace.due = true;
}

/** The file that is mapped at an address of the task. */
function fileAt({ process }: Task, address: bigint): MappedFile | undefined {
  const va = Number(address);
  const vma = findVma(process.space?.vmas ?? [], va);
  return vma?.source && { source: vma.source, name: vmaName(vma), offset: vma.offset + va - vma.start };
}

/** `returnAddress`: ra, behind the instruction that called. */
function placeOf(task: Task, pc: bigint, returnAddress: bigint): ProgramPlace {
  return { pc, file: fileAt(task, pc), returnsTo: fileAt(task, returnAddress - 1n) };
}

/** Where a task that has left its core was, by its saved registers. */
function savedPlace({ machine }: TraceContext, task: Task): ProgramPlace {
  const { address } = task.pcb;
  const pc = machine.memory.readU64(address + pcbPc);
  return placeOf(task, task.blocked === undefined ? pc : BigInt.asUintN(64, pc - ecallBytes), machine.memory.readU64(address + pcbX1));
}

/** How the idle loop of a core is called. @see Linux kernel/sched/idle.c */
function commOn(task: Task | undefined, hart: Hart): string {
  return task?.comm ?? `swapper/${hart.id}`;
}

/** Why a task left its core. */
interface Leaving {
  readonly reason: LeaveReason | 'idle';
  readonly channel?: string | undefined;
}

/** The registers of `from` are saved already, unless it has ended. */
export function traceSwitch(context: TraceContext, hart: Hart, from: Task | undefined, to: Task | undefined, left: Leaving): void {
  const { trace } = context;
  if (!trace.on) return;
  trace.events.push({
    ns: nsOf(hart),
    core: hart.id,
    event: 'switch',
    from: from?.tid ?? 0,
    fromComm: commOn(from, hart),
    fromNice: from?.scheduling.nice ?? 0,
    state: from?.state ?? 'R',
    reason: left.reason,
    channel: left.channel,
    to: to?.tid ?? 0,
    toComm: commOn(to, hart),
    toNice: to?.scheduling.nice ?? 0,
    at: from === undefined || left.reason === 'exited' ? undefined : savedPlace(context, from),
  });
}

export function traceReceipt({ trace }: TraceContext, hart: Hart, receipt: SwitchReceipt): void {
  if (!trace.on) return;
  const { trapIn, pick, save, mmSwitch, restore, trapOut, total } = receipt;
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'receipt', trapIn, pick, save, mmSwitch, restore, trapOut, total });
}

export function traceWake(context: TraceContext, { tid, comm, scheduling }: Task, waker: number, how: 'woken' | 'new'): void {
  const { trace } = context;
  if (!trace.on) return;
  const { hart: target, nice } = scheduling;
  const hart = hartFor(context, target);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'wake', tid, comm, nice, target, waker, how });
}

/** The task's `scheduling.hart` is still the old one. */
export function traceMigration(context: TraceContext, { tid, scheduling }: Task, to: number): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, to);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'migrate', tid, from: scheduling.hart, to });
}

/** The hart's pc has moved past the ecall. */
export function traceCall(
  { trace }: TraceContext,
  hart: Hart,
  task: Task,
  { name, number }: { readonly name: string; readonly number: number },
  args: readonly bigint[],
): void {
  if (!trace.on) return;
  const at = placeOf(task, BigInt.asUintN(64, hart.pc - ecallBytes), hart.readX(RA));
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'call', tid: task.tid, number, name, args, at });
}

/** `result`: undefined when the call starts anew after a signal handler. */
export function traceReturn(
  { trace }: TraceContext,
  hart: Hart,
  { tid }: Task,
  name: string,
  result: bigint | number | Errno | undefined,
): void {
  if (!trace.on) return;
  const errno = typeof result === 'string' ? result : undefined;
  const value = result === undefined ? undefined : BigInt(typeof result === 'string' ? -1 : result);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'return', tid, name, result: value, errno });
}

export function traceFault({ trace }: TraceContext, hart: Hart, task: Task, fault: Omit<TraceFields['fault'], 'tid' | 'at'>): void {
  if (!trace.on) return;
  const { access, address, kind } = fault;
  const at = placeOf(task, hart.pc, hart.readX(RA));
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'fault', tid: task.tid, access, address, kind, at });
}

export function traceSignal({ trace }: TraceContext, hart: Hart, { tid }: Task, signo: number, action: string): void {
  if (trace.on) trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'signal', tid, signo, action });
}

export function traceInterrupt({ trace }: TraceContext, hart: Hart, task: Task | undefined, kind: 'timer' | 'ipi'): void {
  if (trace.on) trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'interrupt', kind, tid: task?.tid ?? 0 });
}

/** One row for each cache that has missed since the core was looked at last. */
export function traceMisses({ trace, machine }: TraceContext, hart: Hart): void {
  if (!trace.on || machine.hierarchy === undefined) return;
  const misses = missesOf(hart.counters);
  const last = trace.misses.get(hart.id);
  trace.misses.set(hart.id, misses);
  for (const cache of missingCaches) {
    const count = misses[cache];
    if (count !== (last?.[cache] ?? 0)) trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'misses', cache, count });
  }
}

export function traceQueue(context: TraceContext, { hartId, queued }: { readonly hartId: number; readonly queued: number }): void {
  const { trace } = context;
  if (!trace.on) return;
  const hart = hartFor(context, hartId);
  trace.events.push({ ns: nsOf(hart), core: hart.id, event: 'queue', queue: hartId, length: queued });
}

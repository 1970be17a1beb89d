// One function for each kind of event, called where it happens: appends a row when tracing is on, else returns at once. Decides nothing, charges nothing.
import type { Errno } from '../../abi/errno.js';
import type { LeaveReason, SwitchReceipt } from '../ledger/receipt.js';
import type { Hardware, Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import type { TraceBuffer } from './buffer.js';
import type { TraceFields, TraceKind, TracePlace } from './events.js';

/** The slice of the kernel's state that hooks need. */
export interface TraceContext {
  readonly machine: Hardware;
  readonly trace: TraceBuffer;
  /** The hart whose trap is being handled; undefined between traps. */
  readonly activeHart: Hart | undefined;
}

function append<K extends TraceKind>({ trace }: TraceContext, hart: Hart, event: K, fields: TraceFields[K]): void {
  const place: TracePlace = { ns: Math.floor(hart.mtimeNs), core: hart.id };
  // The compiler does not see that kind and fields belong together.
  trace.events.push({ ...place, event, ...fields } as unknown as TraceBuffer['events'][number]);
}

/** The core in the kernel; what comes from outside happens on the core that it concerns. */
function hartFor({ activeHart, machine }: TraceContext, core: number): Hart {
  const hart = activeHart ?? machine.harts[core];
  if (hart === undefined) throw new Error(`there is no hart ${core}`);
  return hart;
}

export function traceTask(context: TraceContext, task: Task, how: TraceFields['task']['how']): void {
  if (!context.trace.on) return;
  const { tid, process, comm, scheduling } = task;
  append(context, hartFor(context, scheduling.hart), 'task', { tid, pid: process.pid, parent: process.parent?.pid ?? 0, comm, how });
}

export function traceExec(context: TraceContext, { tid, process, comm, scheduling }: Task): void {
  if (context.trace.on) append(context, hartFor(context, scheduling.hart), 'exec', { tid, pid: process.pid, comm });
}

export function traceComm(context: TraceContext, { tid, comm, scheduling }: Task): void {
  if (context.trace.on) append(context, hartFor(context, scheduling.hart), 'comm', { tid, comm });
}

export function traceExit(context: TraceContext, { tid, process, scheduling }: Task, status: number): void {
  if (context.trace.on) append(context, hartFor(context, scheduling.hart), 'exit', { tid, pid: process.pid, status });
}

/** How the idle loop of a core is called. @see Linux kernel/sched/idle.c */
function commOn(task: Task | undefined, hart: Hart): string {
  return task?.comm ?? `swapper/${hart.id}`;
}

export function traceSwitch(
  context: TraceContext,
  hart: Hart,
  from: Task | undefined,
  to: Task | undefined,
  left: { readonly reason: LeaveReason | 'idle'; readonly channel?: string | undefined },
): void {
  if (!context.trace.on) return;
  append(context, hart, 'switch', {
    from: from?.tid ?? 0,
    fromComm: commOn(from, hart),
    fromNice: from?.scheduling.nice ?? 0,
    state: from?.state ?? 'R',
    reason: left.reason,
    channel: left.channel,
    to: to?.tid ?? 0,
    toComm: commOn(to, hart),
    toNice: to?.scheduling.nice ?? 0,
  });
}

export function traceReceipt(context: TraceContext, hart: Hart, receipt: SwitchReceipt): void {
  if (!context.trace.on) return;
  const { trapIn, pick, save, mmSwitch, restore, trapOut, total } = receipt;
  append(context, hart, 'receipt', { trapIn, pick, save, mmSwitch, restore, trapOut, total });
}

export function traceWake(context: TraceContext, task: Task, waker: number, how: 'woken' | 'new'): void {
  if (!context.trace.on) return;
  const { tid, comm, scheduling } = task;
  const { hart: target, nice } = scheduling;
  append(context, hartFor(context, target), 'wake', { tid, comm, nice, target, waker, how });
}

/** The task's `scheduling.hart` is still the old one. */
export function traceMigration(context: TraceContext, { tid, scheduling }: Task, to: number): void {
  if (context.trace.on) append(context, hartFor(context, to), 'migrate', { tid, from: scheduling.hart, to });
}

export function traceCall(context: TraceContext, hart: Hart, task: Task, name: string, number: number, args: readonly bigint[]): void {
  if (context.trace.on) append(context, hart, 'call', { tid: task.tid, number, name, args });
}

export function traceReturn(
  context: TraceContext,
  hart: Hart,
  task: Task,
  name: string,
  result: bigint | number | Errno | undefined,
): void {
  if (!context.trace.on) return;
  const { tid } = task;
  if (typeof result === 'string') append(context, hart, 'return', { tid, name, result: -1n, errno: result });
  else append(context, hart, 'return', { tid, name, result: result === undefined ? undefined : BigInt(result) });
}

export function traceFault(context: TraceContext, hart: Hart, task: Task, fault: Omit<TraceFields['fault'], 'tid'>): void {
  if (context.trace.on) append(context, hart, 'fault', { tid: task.tid, ...fault });
}

export function traceSignal(context: TraceContext, hart: Hart, task: Task, signo: number, action: string): void {
  if (context.trace.on) append(context, hart, 'signal', { tid: task.tid, signo, action });
}

export function traceInterrupt(context: TraceContext, hart: Hart, task: Task | undefined, kind: 'timer' | 'ipi'): void {
  if (context.trace.on) append(context, hart, 'interrupt', { kind, tid: task?.tid ?? 0 });
}

export function traceQueue(context: TraceContext, queue: { readonly hartId: number; readonly queued: number }): void {
  if (context.trace.on) append(context, hartFor(context, queue.hartId), 'queue', { queue: queue.hartId, length: queue.queued });
}

// What a parent learns of its children: choosing among them, and taking the news. Knows no byte of the calls' structures.
import { continuedStatus, stoppedStatus, WCONTINUED, WEXITED, WNOWAIT, WUNTRACED } from '../../abi/wait.js';
import type { KernelState } from '../kernel-state.js';
import type { Usage } from '../task/counters.js';
import type { Process } from '../task/task.js';
import { reap } from './exit.js';
import { addChildUsage, processUsage } from './usage.js';

/** Which children are meant. */
export type WaitTarget =
  | { readonly kind: 'any' }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'group'; readonly pgid: number };

export interface ChildNews {
  readonly pid: number;
  readonly uid: number;
  readonly kind: 'ended' | 'stopped' | 'continued';
  /** Status word of wait4(2). */
  readonly status: number;
  readonly usage: Usage;
}

function matches(child: Process, target: WaitTarget): boolean {
  if (target.kind === 'any') return true;
  return target.kind === 'pid' ? child.pid === target.pid : child.group.pgid === target.pgid;
}

/** Whether there is any child to wait for. */
export function hasChild(parent: Process, target: WaitTarget): boolean {
  if (target.kind === 'any') return parent.children.size > 0;
  for (const child of parent.children) if (matches(child, target)) return true;
  return false;
}

/** The oldest news that `options` ask for (WEXITED, WUNTRACED, WCONTINUED); taken unless WNOWAIT. A zombie that is taken is reaped. */
export function takeNews(kernel: KernelState, parent: Process, target: WaitTarget, options: number): ChildNews | undefined {
  for (const child of parent.reportable) {
    if (!matches(child, target)) continue;
    const news = newsOf(child, options);
    if (news === undefined) continue;
    if ((options & WNOWAIT) === 0) take(kernel, parent, child, news);
    return news;
  }
  return undefined;
}

function newsOf(child: Process, options: number): ChildNews | undefined {
  const common = { pid: child.pid, uid: child.credentials.uid };
  if (child.zombie) {
    return options & WEXITED ? { ...common, kind: 'ended', status: child.exitStatus ?? 0, usage: processUsage(child) } : undefined;
  }
  const { news, signal } = child.stop;
  if (news === 'stopped' && options & WUNTRACED)
    return { ...common, kind: 'stopped', status: stoppedStatus(signal), usage: processUsage(child) };
  if (news === 'continued' && options & WCONTINUED)
    return { ...common, kind: 'continued', status: continuedStatus, usage: processUsage(child) };
  return undefined;
}

function take(kernel: KernelState, parent: Process, child: Process, news: ChildNews): void {
  if (news.kind === 'ended') {
    addChildUsage(parent, child);
    reap(kernel, child);
    return;
  }
  child.stop.news = undefined;
  parent.reportable.delete(child);
}

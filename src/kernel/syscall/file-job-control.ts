// What happens when a background process touches its terminal: the signal goes to its group, and the call waits until it may go on.
import type { Errno } from '../../abi/errno.js';
import { signals } from '../../abi/signals.js';
import type { OpenFile } from '../fs/inode.js';
import { jobControlSignal, type TerminalAction } from '../fs/tty/job-control.js';
import { isOrphaned } from '../lifecycle/job-control.js';
import { kernelSignal, sendToGroup } from '../lifecycle/send-signal.js';
import { isIgnored } from '../signal/disposition.js';
import { has } from '../signal/sets.js';
import type { Wait } from '../sleep/wait-queue.js';
import { callerOf } from './file-arguments.js';
import type { SyscallContext } from './syscall.js';

/** Undefined: go on. @see credentials(7), tty_check_change and job_control in Linux drivers/tty */
export function checkTerminal(context: SyscallContext, { terminal }: OpenFile, action: TerminalAction): Errno | Wait | undefined {
  if (terminal === undefined) return undefined;
  const { kernel, process, task, nowNs } = context;
  const signo = jobControlSignal(terminal, callerOf(task), action);
  if (signo === 0) return undefined;
  if (isIgnored(process.actions, signo) || has(task.signals.blocked, signo)) return signo === signals.SIGTTIN ? 'EIO' : undefined;
  if (isOrphaned(process.group)) return 'EIO';
  sendToGroup(kernel, process.group, kernelSignal(signo));
  // The signal stops the caller before this wait begins in earnest; once continued, it asks again.
  return { queues: [], deadlineNs: nowNs + 1, channel: 'job_control' };
}

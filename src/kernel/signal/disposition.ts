// What a signal does to a process, from its action and the default. Knows no delivery.
import { type DefaultAction, defaultAction, signals } from '../../abi/signals.js';
import { SIG_DFL, SIG_IGN } from '../../abi/signal-frame.js';
import type { SignalAction, SignalActions } from '../task/signal-state.js';

export type Disposition = { readonly kind: 'handler'; readonly action: SignalAction } | { readonly kind: DefaultAction };

const defaultSignalAction: SignalAction = { handler: SIG_DFL, flags: 0, mask: 0n };

export function actionOf(actions: SignalActions, signo: number): SignalAction {
  return actions.get(signo) ?? defaultSignalAction;
}

export function disposition(actions: SignalActions, signo: number): Disposition {
  const action = actionOf(actions, signo);
  if (signo === signals.SIGKILL || signo === signals.SIGSTOP || action.handler === SIG_DFL) return { kind: defaultAction(signo) };
  return action.handler === SIG_IGN ? { kind: 'ignore' } : { kind: 'handler', action };
}

/** Whether sending the signal has no effect at all: ignored, by choice or by default. */
export function isIgnored(actions: SignalActions, signo: number): boolean {
  return disposition(actions, signo).kind === 'ignore';
}

/** Actions after execve: handlers become defaults, ignored signals stay ignored. @see execve(2) */
export function actionsAfterExec(actions: SignalActions): SignalActions {
  return new Map([...actions].filter(([, action]) => action.handler === SIG_IGN));
}

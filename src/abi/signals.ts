// Signal numbers, default actions and si_codes as Linux riscv64 has them. @see signal(7), sigaction(2)

/** Signal numbers 1-31 by name; 32-64 are the real-time signals. */
export const signals = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8, SIGKILL: 9, SIGUSR1: 10,
  SIGSEGV: 11, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGSTKFLT: 16, SIGCHLD: 17, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20,
  SIGTTIN: 21, SIGTTOU: 22, SIGURG: 23, SIGXCPU: 24, SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGWINCH: 28, SIGIO: 29, SIGPWR: 30, SIGSYS: 31,
} as const;

export type SignalName = keyof typeof signals;

/** Highest signal number, SIGRTMAX. */
export const SIGRTMAX = 64;

/** What the kernel does when no handler is set. @see signal(7) "Standard signals" */
export type DefaultAction = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue';

const defaults: Partial<Record<SignalName, DefaultAction>> = {
  SIGQUIT: 'core', SIGILL: 'core', SIGTRAP: 'core', SIGABRT: 'core', SIGBUS: 'core', SIGFPE: 'core', SIGSEGV: 'core',
  SIGXCPU: 'core', SIGXFSZ: 'core', SIGSYS: 'core', SIGCHLD: 'ignore', SIGURG: 'ignore', SIGWINCH: 'ignore',
  SIGCONT: 'continue', SIGSTOP: 'stop', SIGTSTP: 'stop', SIGTTIN: 'stop', SIGTTOU: 'stop',
};

const names = new Map<number, SignalName>(Object.entries(signals).map(([name, number]) => [number, name as SignalName]));

/** @see signal(7): real-time signals terminate. */
export function defaultAction(signo: number): DefaultAction {
  const name = names.get(signo);
  return (name && defaults[name]) ?? 'terminate';
}

/** si_code values. @see sigaction(2) */
export const siCodes = {
  SI_USER: 0, SI_KERNEL: 0x80, SI_QUEUE: -1, SI_TIMER: -2, SI_TKILL: -6,
  ILL_ILLOPC: 1, FPE_INTDIV: 1, SEGV_MAPERR: 1, SEGV_ACCERR: 2, BUS_ADRALN: 1, BUS_ADRERR: 2, TRAP_BRKPT: 1,
  CLD_EXITED: 1, CLD_KILLED: 2, CLD_DUMPED: 3, CLD_STOPPED: 5, CLD_CONTINUED: 6,
} as const;

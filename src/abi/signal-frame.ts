// Layouts of siginfo_t, sigaction, stack_t and the signal frame of Linux riscv64, and the flags that go with them. Knows bytes, not delivery.

/** sa_flags. @see sigaction(2) */
export const SA_NOCLDSTOP = 0x1;
export const SA_NOCLDWAIT = 0x2;
export const SA_ONSTACK = 0x0800_0000;
export const SA_RESTART = 0x1000_0000;
export const SA_NODEFER = 0x4000_0000;
export const SA_RESETHAND = 0x8000_0000;

/** sa_handler values that are no addresses. */
export const SIG_DFL = 0n;
export const SIG_IGN = 1n;

/** how of rt_sigprocmask(2). */
export const SIG_BLOCK = 0;
export const SIG_UNBLOCK = 1;
export const SIG_SETMASK = 2;

/** stack_t flags. @see sigaltstack(2) */
export const SS_ONSTACK = 1;
export const SS_DISABLE = 2;
export const SS_AUTODISARM = 0x8000_0000;
export const MINSIGSTKSZ = 2048;

/** struct sigaction of the kernel: handler, flags, mask; riscv has no restorer. */
export const sigactionSize = 24;
export const sigsetSize = 8;
export const stackSize = 24;
export const siginfoSize = 128;

/** Offsets in struct rt_sigframe { siginfo_t info; struct ucontext uc; }. @see Linux arch/riscv/kernel/signal.c, uapi/asm/ucontext.h */
export const frameLayout = {
  info: 0,
  ucontext: 128,
  ucFlags: 128,
  ucLink: 136,
  ucStack: 144,
  ucSigmask: 168,
  /** sc_regs: pc, x1..x31. Aligned to 16 as the Q extension's state asks. */
  registers: 304,
  /** f0..f31 and fcsr of the D extension. */
  floats: 560,
  fcsr: 816,
  bytes: 1088,
} as const;

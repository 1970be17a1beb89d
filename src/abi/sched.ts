// Scheduling policies and priorities as programs number them. @see sched(7)

export const SCHED_OTHER = 0;
export const SCHED_FIFO = 1;
export const SCHED_RR = 2;
export const SCHED_BATCH = 3;
export const SCHED_IDLE = 5;
/** Or-ed into the policy. */
export const SCHED_RESET_ON_FORK = 0x4000_0000;

/** Static priorities of a policy; undefined: there is no such policy. */
export function priorityRange(policy: number): { readonly lowest: number; readonly highest: number } | undefined {
  if (policy === SCHED_FIFO || policy === SCHED_RR) return { lowest: 1, highest: 99 };
  return policy === SCHED_OTHER || policy === SCHED_BATCH || policy === SCHED_IDLE ? { lowest: 0, highest: 0 } : undefined;
}

/** Bytes of a CPU set that the kernel gives: 64 harts. */
export const cpuSetBytes = 8;

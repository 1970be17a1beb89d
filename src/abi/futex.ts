// Operations of futex(2). Knows numbers only.

export const futexOperations = { FUTEX_WAIT: 0, FUTEX_WAKE: 1, FUTEX_REQUEUE: 3, FUTEX_CMP_REQUEUE: 4, FUTEX_WAIT_BITSET: 9, FUTEX_WAKE_BITSET: 10 } as const;

export const FUTEX_PRIVATE_FLAG = 128;
export const FUTEX_CLOCK_REALTIME = 256;
export const FUTEX_COMMAND_MASK = ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

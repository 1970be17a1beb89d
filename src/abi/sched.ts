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

/** Of sched_attr.sched_flags. */
export const schedFlags = { RESET_ON_FORK: 0x01, KEEP_POLICY: 0x08, KEEP_PARAMS: 0x10, known: 0x19 } as const;

/** Bytes of struct sched_attr with its utilization clamps. */
export const SCHED_ATTR_BYTES = 56;

/** struct sched_attr without what only deadline tasks have. @see sched_setattr(2) */
export interface SchedAttr {
  readonly policy: number;
  readonly flags: number;
  readonly nice: number;
  readonly priority: number;
  readonly runtimeNs: number;
}

/** @param bytes at least the 48 of the first version */
export function readSchedAttr(bytes: Uint8Array): SchedAttr {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    policy: view.getUint32(4, true),
    flags: Number(view.getBigUint64(8, true)),
    nice: view.getInt32(16, true),
    priority: view.getUint32(20, true),
    runtimeNs: Number(view.getBigUint64(24, true)),
  };
}

export function encodeSchedAttr(size: number, { policy, flags, nice, priority, runtimeNs }: SchedAttr): Uint8Array {
  const bytes = new Uint8Array(SCHED_ATTR_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  view.setUint32(4, policy, true);
  view.setBigUint64(8, BigInt(flags), true);
  view.setInt32(16, nice, true);
  view.setUint32(20, priority, true);
  view.setBigUint64(24, BigInt(runtimeNs), true);
  return bytes.subarray(0, size);
}

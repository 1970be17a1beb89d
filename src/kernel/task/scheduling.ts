// What the scheduler keeps with each task. Knows numbers; written by sched/ only (nice and affinity through its functions).

/** Numbers of the policy in force: their meaning is the policy's own. */
export interface PolicyData {
  /** Weighted run time, nanoseconds (eevdf); unused by rr and fifo. */
  vruntime: number;
  deadline: number;
  /** How far behind (+) or ahead (-) of its fair share it left the queue. */
  lag: number;
  /** Nanoseconds run since its slice began. */
  usedNs: number;
  /** Order of arrival: ties are broken by it. */
  sequence: number;
}

export interface Scheduling {
  /** -20..19. */
  nice: number;
  /** Load weight of `nice`; 1024 for 0. */
  weight: number;
  /** SCHED_* number as sched_setscheduler(2) set it. */
  policy: number;
  /** 1..99 for SCHED_FIFO and SCHED_RR, else 0. */
  realtimePriority: number;
  /** Harts it may run on; undefined: all. */
  affinity: ReadonlySet<number> | undefined;
  /** The hart it runs on, is queued on, or ran on last. */
  hart: number;
  /** It is the current task of `hart`. */
  onCore: boolean;
  /** It lies on the run queue of `hart`. */
  queued: boolean;
  /** mtime since when it is runnable and off the core. */
  readyNs: number;
  /** mtime of the wake-up that it has not answered yet by running; undefined: none pending. */
  wokenNs: number | undefined;
  /** mtime when it last left a core: no other core may run it before. */
  leftNs: number;
  readonly data: PolicyData;
}

export function freshScheduling(hart: number, parent?: Scheduling): Scheduling {
  return {
    nice: parent?.nice ?? 0,
    weight: parent?.weight ?? 1024,
    policy: parent?.policy ?? 0,
    realtimePriority: parent?.realtimePriority ?? 0,
    affinity: parent?.affinity,
    hart,
    onCore: false,
    queued: false,
    readyNs: 0,
    wokenNs: undefined,
    leftNs: 0,
    data: { vruntime: 0, deadline: 0, lag: 0, usedNs: 0, sequence: 0 },
  };
}

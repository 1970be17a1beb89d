// What the scheduler keeps with each task. Knows numbers; written by sched/ only (nice and affinity through its functions).

/** Numbers of the policy in force: their meaning is the policy's own. */
export interface PolicyData {
  /** Weighted run time, nanoseconds (eevdf, cfs; stride: its pass). */
  vruntime: number;
  /** Virtual deadline (eevdf), or the key of an ordered queue. */
  deadline: number;
  /** How far behind (+) or ahead (-) of its fair share it left the queue. */
  lag: number;
  /** Nanoseconds run since its slice began. */
  usedNs: number;
  /** Order of arrival: ties are broken by it. */
  sequence: number;
  /** Number of the queue whose terms the others are in; -1: of none yet (cfs, mlfq). */
  home: number;
  /** Level, counted from the top, nanoseconds run on it, and the boosts of the queue when that was written (mlfq). */
  level: number;
  levelNs: number;
  boosts: number;
  /** Nanoseconds of the present burst, and what bursts are expected to take (sjf). */
  burstNs: number;
  expectedNs: number;
}

/** For a task that no policy has seen. */
export function freshPolicyData(): PolicyData {
  return {
    vruntime: 0,
    deadline: 0,
    lag: 0,
    usedNs: 0,
    sequence: 0,
    home: -1,
    level: 0,
    levelNs: 0,
    boosts: 0,
    burstNs: 0,
    expectedNs: 0,
  };
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
  /** SCHED_RESET_ON_FORK: children begin as ordinary tasks. */
  resetOnFork: boolean;
  /** How long it says that its bursts are, nanoseconds, by sched_setattr(2); 0: it does not say. */
  burstHintNs: number;
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

/** What a child takes from its parent. @see sched(7) "The reset-on-fork flag" */
function inherited(parent: Scheduling | undefined): Pick<Scheduling, 'nice' | 'weight' | 'policy' | 'realtimePriority'> {
  if (parent === undefined) return { nice: 0, weight: 1024, policy: 0, realtimePriority: 0 };
  const { nice, weight, policy, realtimePriority } = parent;
  if (!parent.resetOnFork) return { nice, weight, policy, realtimePriority };
  const niceLeft = realtimePriority > 0 ? 0 : Math.max(0, nice);
  return { nice: niceLeft, weight: niceLeft === nice ? weight : 1024, policy: realtimePriority > 0 ? 0 : policy, realtimePriority: 0 };
}

export function freshScheduling(hart: number, parent?: Scheduling): Scheduling {
  const { nice, weight, policy, realtimePriority } = inherited(parent);
  // No spread: V8 would give each object a shape of its own, and every access in the scheduler would be a look-up.
  return {
    nice,
    weight,
    policy,
    realtimePriority,
    resetOnFork: false,
    burstHintNs: parent?.burstHintNs ?? 0,
    affinity: parent?.affinity,
    hart,
    onCore: false,
    queued: false,
    readyNs: 0,
    wokenNs: undefined,
    leftNs: 0,
    data: freshPolicyData(),
  };
}

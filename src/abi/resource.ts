// Resource limits, usage and priorities as programs number them. @see getrlimit(2), getrusage(2), getpriority(2)

/** RLIMIT_* by name. */
export const resources = {
  RLIMIT_CPU: 0, RLIMIT_FSIZE: 1, RLIMIT_DATA: 2, RLIMIT_STACK: 3, RLIMIT_CORE: 4, RLIMIT_RSS: 5, RLIMIT_NPROC: 6, RLIMIT_NOFILE: 7,
  RLIMIT_MEMLOCK: 8, RLIMIT_AS: 9, RLIMIT_LOCKS: 10, RLIMIT_SIGPENDING: 11, RLIMIT_MSGQUEUE: 12, RLIMIT_NICE: 13, RLIMIT_RTPRIO: 14,
  RLIMIT_RTTIME: 15,
} as const;

export type ResourceName = keyof typeof resources;

export const RLIM_NLIMITS = 16;
/** 64-bit "no limit". */
export const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;
/** No process may have more open files than this. Unlike Linux, which has 1048576: a table costs the host its memory. @see proc_sys_fs(5) nr_open */
export const NR_OPEN = 65_536;

export const RUSAGE_SELF = 0;
export const RUSAGE_CHILDREN = -1;
export const RUSAGE_THREAD = 1;
/** Bytes of struct rusage: two timevals and 14 longs. */
export const rusageSize = 144;

export const PRIO_PROCESS = 0;
export const PRIO_PGRP = 1;
export const PRIO_USER = 2;

// Field numbers and values of Perfetto's messages, as its protos/perfetto/trace/*.proto publish them. Knows no event of ours.

/** The messages that traces here consist of, each field by its number. @see Perfetto protos/perfetto/trace/trace_packet.proto and what it imports */
export const fields = {
  trace: { packet: 1 },
  packet: {
    ...{ ftraceEvents: 1, clockSnapshot: 6, timestamp: 8, sequenceId: 10, trackEvent: 11, sequenceFlags: 13 },
    ...{ systemInfo: 45, trackDescriptor: 60 },
  },
  clockSnapshot: { clocks: 1, primaryTraceClock: 2 },
  clock: { clockId: 1, timestamp: 2 },
  ftraceBundle: { cpu: 1, event: 2 },
  systemInfo: { utsname: 1, numCpus: 8 },
  utsname: { sysname: 1, release: 3, machine: 4 },
  ftraceEvent: { timestamp: 1, pid: 2, schedSwitch: 4, schedWaking: 20, schedWakeupNew: 114, taskRename: 236 },
  taskRename: { pid: 1, oldComm: 2, newComm: 3 },
  schedSwitch: { prevComm: 1, prevPid: 2, prevPrio: 3, prevState: 4, nextComm: 5, nextPid: 6, nextPrio: 7 },
  schedWaking: { comm: 1, pid: 2, prio: 3, success: 4, targetCpu: 5 },
  trackDescriptor: { uuid: 1, name: 2, process: 3, thread: 4, parentUuid: 5, counter: 8 },
  processDescriptor: { pid: 1, processName: 6 },
  threadDescriptor: { pid: 1, tid: 2, threadName: 5 },
  counterDescriptor: { unit: 3 },
  trackEvent: { debugAnnotations: 4, type: 9, trackUuid: 11, categories: 22, name: 23, counterValue: 30 },
  debugAnnotation: { intValue: 4, stringValue: 6, name: 10 },
} as const;

/** TrackEvent.Type. */
export const eventTypes = { sliceBegin: 1, sliceEnd: 2, instant: 3, counter: 4 } as const;

/** BuiltinClock. */
export const clocks = { realtime: 1, monotonic: 3, boottime: 6 } as const;

/** CounterDescriptor.Unit. */
export const units = { count: 2 } as const;

/** TracePacket.SequenceFlags. */
export const sequenceFlags = { incrementalStateCleared: 1 } as const;

/** prev_state of sched_switch: the kernel's bits of each state. @see Linux 6.6 include/linux/sched.h, include/trace/events/sched.h */
export const taskStateBits = { R: 0, S: 1, D: 2, T: 4, t: 8, X: 16, Z: 32, I: 0x80 } as const;

/** prev_state of a task that could have gone on; readers know the bit from the kernel's version. @see Linux 6.6 include/trace/events/sched.h TASK_REPORT_MAX */
export const preemptedBit = 0x100;

/** A task's priority at nice 0. @see Linux 6.6 include/linux/sched/prio.h DEFAULT_PRIO */
export const defaultPriority = 120;

// Traces as Perfetto reads them: a stream of TracePackets, with scheduling as ftrace events, system calls as slices, run queues and misses as counters. Knows no file.
import { missingCaches } from '../../kernel/task/memory-counts.js';
import type { TraceEncoder } from './encoder.js';
import type { BeginLine, CallLine, PlaceFields, ReturnLine, SwitchLine, TraceLine } from './lines.js';
import { clocks, defaultPriority, eventTypes, fields, preemptedBit, sequenceFlags, taskStateBits, units } from './perfetto-fields.js';
import { message, type ProtobufWriter } from './protobuf-writer.js';

/** All packets are of one sequence. */
const sequenceId = 1;

/** Kinds of events that stand on a core's track; all others stand on their thread's. */
const coreEvents: ReadonlySet<string> = new Set(['receipt', 'interrupt', 'migrate']);

type Line<K extends TraceLine['event']> = Extract<TraceLine, { readonly event: K }>;

interface ThreadTrack {
  readonly uuid: number;
  readonly pid: number;
  comm: string;
  /** A system call has begun and not ended. */
  inCall: boolean;
}

/** One debug annotation for each field that is a number or text. */
function annotate(event: ProtobufWriter, values: object): ProtobufWriter {
  const { debugAnnotations } = fields.trackEvent;
  const { name, intValue, stringValue } = fields.debugAnnotation;
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'number') event.message(debugAnnotations, message().varint(intValue, value).text(name, key));
    else if (typeof value === 'string') event.message(debugAnnotations, message().text(stringValue, value).text(name, key));
  }
  return event;
}

function placeOf({ pc, file, symbol, caller, offset }: PlaceFields): object {
  return { pc, file, symbol, caller, offset };
}

function packetOf(payload: ProtobufWriter): Uint8Array {
  return message().message(fields.trace.packet, payload.varint(fields.packet.sequenceId, sequenceId)).finish();
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export class PerfettoEncoder implements TraceEncoder {
  readonly #threads = new Map<number, ThreadTrack>();
  #cores = 0;
  #bootEpochNs = 0n;
  #nextUuid = 1;

  begin({ cores, bootEpochNs, release, ns }: BeginLine): Uint8Array {
    this.#cores = cores;
    this.#bootEpochNs = BigInt(bootEpochNs);
    // Track 1 + n is core n's; behind them come those of the run queues, then those of each cache's misses.
    this.#nextUuid = 1 + (2 + missingCaches.length) * cores;
    const numbers = Array.from({ length: cores }, (_, core) => core);
    const { uuid, name, counter } = fields.trackDescriptor;
    const coreTracks = numbers.map((core) =>
      message()
        .varint(uuid, 1 + core)
        .text(name, `core ${core}`),
    );
    const counterTracks = ['run queue', ...missingCaches.map(missesName)].flatMap((counted, group) =>
      numbers.map((core) =>
        message()
          .varint(uuid, 1 + (1 + group) * cores + core)
          .text(name, `core ${core} ${counted}`)
          .message(counter, message().varint(fields.counterDescriptor.unit, units.count)),
      ),
    );
    const tracks = [...coreTracks, ...counterTracks].map((track) => this.#descriptor(ns, track));
    return join([this.#clocks(ns, true), this.#system(ns, release), ...tracks]);
  }

  encode(line: TraceLine): Uint8Array {
    switch (line.event) {
      case 'switch':
        return join([this.#left(line), this.#ftrace(line, line.from, [[fields.ftraceEvent.schedSwitch, switchMessage(line)]])]);
      case 'wake':
        return this.#wake(line);
      case 'call':
        return this.#call(line);
      case 'return':
        return this.#return(line);
      case 'queue':
        return this.#counter(line.ns, 0, line.queue, line.length);
      case 'misses':
        return this.#counter(line.ns, 1 + missingCaches.indexOf(line.cache), line.core, line.count);
      default:
        return this.#instant(line);
    }
  }

  /** A second snapshot of the clocks: readers of ours know by it that the trace is whole. */
  end(atNs: number): Uint8Array {
    return this.#clocks(atNs, false);
  }

  #clocks(ns: number, first: boolean): Uint8Array {
    const { clockId, timestamp } = fields.clock;
    const readings = [
      [clocks.realtime, this.#bootEpochNs + BigInt(ns)],
      [clocks.monotonic, BigInt(ns)],
      [clocks.boottime, BigInt(ns)],
    ] as const;
    const snapshot = message();
    for (const [id, value] of readings)
      snapshot.message(fields.clockSnapshot.clocks, message().varint(clockId, id).varint(timestamp, value));
    snapshot.varint(fields.clockSnapshot.primaryTraceClock, clocks.boottime);
    const packet = message().varint(fields.packet.timestamp, ns).message(fields.packet.clockSnapshot, snapshot);
    return packetOf(first ? packet.varint(fields.packet.sequenceFlags, sequenceFlags.incrementalStateCleared) : packet);
  }

  /** Which kernel this is: by its version readers know what the bits of prev_state mean. */
  #system(ns: number, kernelRelease: string): Uint8Array {
    const { sysname, release, machine } = fields.utsname;
    const utsname = message().text(sysname, 'Linux').text(release, kernelRelease).text(machine, 'riscv64');
    const system = message().message(fields.systemInfo.utsname, utsname).varint(fields.systemInfo.numCpus, this.#cores);
    return packetOf(message().varint(fields.packet.timestamp, ns).message(fields.packet.systemInfo, system));
  }

  /** With its time: a packet without one would come after all that other cores have done. */
  #descriptor(ns: number, track: ProtobufWriter): Uint8Array {
    return packetOf(message().varint(fields.packet.timestamp, ns).message(fields.packet.trackDescriptor, track));
  }

  /** Events of one moment, in order. */
  #ftrace({ ns, core }: TraceLine, pid: number, payloads: readonly (readonly [field: number, ProtobufWriter])[]): Uint8Array {
    const { timestamp, pid: pidField } = fields.ftraceEvent;
    const bundle = message().varint(fields.ftraceBundle.cpu, core);
    for (const [field, payload] of payloads)
      bundle.message(fields.ftraceBundle.event, message().varint(timestamp, ns).varint(pidField, pid).message(field, payload));
    return packetOf(message().message(fields.packet.ftraceEvents, bundle));
  }

  /** Of a new task Perfetto takes sched_waking only for the moment from which it could run. */
  #wake(line: Line<'wake'>): Uint8Array {
    const { schedWakeupNew, schedWaking } = fields.ftraceEvent;
    const waking = [schedWaking, wakeMessage(line)] as const;
    return this.#ftrace(line, line.waker, line.how === 'new' ? [waking, [schedWakeupNew, wakeMessage(line)]] : [waking]);
  }

  #event(ns: number, track: number, type: number, fill: (event: ProtobufWriter) => ProtobufWriter): Uint8Array {
    const event = fill(message().varint(fields.trackEvent.type, type).varint(fields.trackEvent.trackUuid, track));
    return packetOf(message().varint(fields.packet.timestamp, ns).message(fields.packet.trackEvent, event));
  }

  /** One value of a counter track: group 0 are the run queues. */
  #counter(ns: number, group: number, core: number, value: number): Uint8Array {
    const track = 1 + (1 + group) * this.#cores + core;
    return this.#event(ns, track, eventTypes.counter, (event) => event.varint(fields.trackEvent.counterValue, value));
  }

  /** A sched_switch has no room for where the task was: an instant on its track says it. */
  #left(line: SwitchLine): Uint8Array {
    const thread = this.#threads.get(line.from);
    if (thread === undefined || line.pc === undefined) return new Uint8Array(0);
    const annotations = { core: line.core, ...placeOf(line) };
    return this.#event(line.ns, thread.uuid, eventTypes.instant, (event) =>
      annotate(event.text(fields.trackEvent.categories, 'kernel').text(fields.trackEvent.name, leftName), annotations),
    );
  }

  #call(line: CallLine): Uint8Array {
    const { ns, core, tid, name, args } = line;
    const thread = this.#threads.get(tid);
    if (thread === undefined) return new Uint8Array(0);
    thread.inCall = true;
    const annotations = { core, args: args.join(', '), ...placeOf(line) };
    return this.#event(ns, thread.uuid, eventTypes.sliceBegin, (event) =>
      annotate(event.text(fields.trackEvent.categories, 'syscall').text(fields.trackEvent.name, name), annotations),
    );
  }

  #return({ ns, core, tid, result, errno }: ReturnLine): Uint8Array {
    const thread = this.#threads.get(tid);
    if (thread === undefined || !thread.inCall) return new Uint8Array(0);
    thread.inCall = false;
    return this.#event(ns, thread.uuid, eventTypes.sliceEnd, (event) => annotate(event, { core, result, errno }));
  }

  /** Everything else: a moment on its thread's or core's track, and new names for tracks. */
  #instant(line: TraceLine): Uint8Array {
    const { ns, event: kind, ...values } = line;
    const parts: Uint8Array[] = this.#names(line);
    const tid = 'tid' in line ? line.tid : 0;
    const thread = this.#threads.get(tid);
    const track = coreEvents.has(kind) || thread === undefined ? 1 + line.core : thread.uuid;
    const fill = (event: ProtobufWriter): ProtobufWriter =>
      annotate(event.text(fields.trackEvent.categories, 'kernel').text(fields.trackEvent.name, kind), values);
    parts.push(this.#event(ns, track, eventTypes.instant, fill));
    if (line.event === 'exit' && thread !== undefined) {
      if (thread.inCall) parts.push(this.#event(ns, thread.uuid, eventTypes.sliceEnd, (event) => event));
      this.#threads.delete(tid);
    }
    return join(parts);
  }

  /** Descriptors of the tracks that get a name by `line`. */
  #names(line: TraceLine): Uint8Array[] {
    if (line.event !== 'task' && line.event !== 'exec' && line.event !== 'comm') return [];
    const known = line.event === 'task' ? undefined : this.#threads.get(line.tid);
    const pid = 'pid' in line ? line.pid : (known?.pid ?? line.tid);
    // A process's track comes right before that of its first thread.
    const uuid = known?.uuid ?? this.#nextUuid + 1;
    if (known === undefined) {
      this.#nextUuid += 2;
      this.#threads.set(line.tid, { uuid, pid, comm: line.comm, inCall: false });
    }
    const renamed = known === undefined ? [] : [this.#rename(line, known)];
    const { trackDescriptor, processDescriptor, threadDescriptor } = fields;
    const process = message().varint(processDescriptor.pid, pid).text(processDescriptor.processName, line.comm);
    const { pid: pidField, tid: tidField, threadName } = threadDescriptor;
    const thread = message().varint(pidField, pid).varint(tidField, line.tid).text(threadName, line.comm);
    const tracks = [message().varint(trackDescriptor.uuid, uuid).message(trackDescriptor.thread, thread)];
    if (pid === line.tid)
      tracks.unshift(
        message()
          .varint(trackDescriptor.uuid, uuid - 1)
          .message(trackDescriptor.process, process),
      );
    return [...tracks.map((track) => this.#descriptor(line.ns, track)), ...renamed];
  }

  /** Perfetto calls a process by the first name that a descriptor gives it, until a task_rename. */
  #rename(line: Line<'exec' | 'comm' | 'task'>, thread: ThreadTrack): Uint8Array {
    const { pid, oldComm, newComm } = fields.taskRename;
    const payload = message().varint(pid, line.tid).text(oldComm, thread.comm).text(newComm, line.comm);
    thread.comm = line.comm;
    return this.#ftrace(line, line.tid, [[fields.ftraceEvent.taskRename, payload]]);
  }
}

/** The name of instants that say where a task was when it left its core; the sched_switch follows. */
export const leftName = 'left';

/** How the counter of a cache is called behind its core: `L1D misses`. */
export function missesName(cache: string): string {
  return `${cache.toUpperCase()} misses`;
}

function switchMessage(line: SwitchLine): ProtobufWriter {
  const { prevComm, prevPid, prevPrio, prevState, nextComm, nextPid, nextPrio } = fields.schedSwitch;
  return message()
    .text(prevComm, line.fromComm)
    .varint(prevPid, line.from)
    .varint(prevPrio, defaultPriority + line.fromNice)
    .varint(prevState, line.reason === 'preempted' ? preemptedBit : taskStateBits[line.state])
    .text(nextComm, line.toComm)
    .varint(nextPid, line.to)
    .varint(nextPrio, defaultPriority + line.toNice);
}

function wakeMessage(line: Line<'wake'>): ProtobufWriter {
  const { comm, pid, prio, success, targetCpu } = fields.schedWaking;
  return message()
    .text(comm, line.comm)
    .varint(pid, line.tid)
    .varint(prio, defaultPriority + line.nice)
    .varint(success, 1)
    .varint(targetCpu, line.target);
}

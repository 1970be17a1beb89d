// Reads back what the encoder beside it writes: TracePackets to lines. Of other programs' traces it understands as little as it finds of ours.
import type { ReadTrace } from './encoder.js';
import { checkedLine } from './line-check.js';
import type { TraceLine } from './lines.js';
import { leftName } from './perfetto-encoder.js';
import { clocks, defaultPriority, eventTypes, fields, preemptedBit, taskStateBits } from './perfetto-fields.js';
import { ProtobufMessage, readField } from './protobuf-reader.js';

/** Annotations as the fields that they were. */
function annotations(event: ProtobufMessage): Record<string, number | string> {
  const { name, intValue, stringValue } = fields.debugAnnotation;
  const entries = event
    .all(fields.trackEvent.debugAnnotations)
    .map((one) => [one.text(name), one.has(intValue) ? one.number(intValue) : one.text(stringValue)] as const);
  return Object.fromEntries(entries);
}

function stateOf(bits: number): string {
  return Object.entries(taskStateBits).find(([, value]) => value === bits)?.[0] ?? 'R';
}

/** Why a task left, as far as its state tells. */
const reasons: Readonly<Record<string, string>> = { R: 'yielded', S: 'blocked', D: 'blocked', T: 'stopped', t: 'stopped' };

function reasonOf(from: number, bits: number, state: string): string {
  if (from === 0) return 'idle';
  return bits === preemptedBit ? 'preempted' : (reasons[state] ?? 'exited');
}

function switchFields(event: ProtobufMessage): object {
  const names = fields.schedSwitch;
  const bits = event.number(names.prevState);
  const state = stateOf(bits);
  const from = event.number(names.prevPid);
  return {
    event: 'switch',
    from,
    fromComm: event.text(names.prevComm),
    fromNice: event.number(names.prevPrio) - defaultPriority,
    state,
    reason: reasonOf(from, bits, state),
    to: event.number(names.nextPid),
    toComm: event.text(names.nextComm),
    toNice: event.number(names.nextPrio) - defaultPriority,
  };
}

function wakeFields(event: ProtobufMessage, waker: number, how: 'woken' | 'new'): object {
  const names = fields.schedWaking;
  return {
    event: 'wake',
    tid: event.number(names.pid),
    comm: event.text(names.comm),
    nice: event.number(names.prio) - defaultPriority,
    target: event.number(names.targetCpu),
    waker,
    how,
  };
}

class PerfettoReader {
  readonly lines: TraceLine[] = [];
  /** By the uuid of a thread's track. */
  readonly #tids = new Map<number, number>();
  /** By the uuid of a counter's track: the core, and the cache whose misses it counts; undefined: its run queue. */
  readonly #counters = new Map<number, { readonly core: number; readonly cache: string | undefined }>();
  /** By tid: the call that it is in. */
  readonly #calls = new Map<number, string>();
  /** Where the task was that the next switch takes from its core. */
  #left: object = {};
  #snapshots = 0;
  #endsWithClocks = false;

  get whole(): boolean {
    return this.#endsWithClocks && this.#snapshots > 1;
  }

  packet(packet: ProtobufMessage): void {
    const names = fields.packet;
    const ns = packet.number(names.timestamp);
    this.#endsWithClocks = packet.has(names.clockSnapshot);
    const [snapshot, track, event] = [names.clockSnapshot, names.trackDescriptor, names.trackEvent].map((field) => packet.message(field));
    if (snapshot !== undefined) this.#clocks(snapshot, ns);
    if (track !== undefined) this.#track(track);
    if (event !== undefined) this.#event(event, ns);
    for (const bundle of packet.all(names.ftraceEvents)) this.#bundle(bundle);
  }

  #add(line: object): void {
    const checked = checkedLine(line);
    if (checked !== undefined) this.lines.push(checked);
  }

  #switch(line: object): void {
    this.#add({ ...this.#left, ...line });
    this.#left = {};
  }

  #clocks(snapshot: ProtobufMessage, ns: number): void {
    if (this.#snapshots++ > 0) {
      this.#add({ ns, core: 0, event: 'end' });
      return;
    }
    const realtime = snapshot.all(fields.clockSnapshot.clocks).find((one) => one.number(fields.clock.clockId) === clocks.realtime);
    const bootEpochNs = String((realtime?.number(fields.clock.timestamp) ?? ns) - ns);
    this.#add({ ns, core: 0, event: 'begin', cores: 0, frequencyHz: 0, bootEpochNs, release: '' });
  }

  #track(track: ProtobufMessage): void {
    const names = fields.trackDescriptor;
    const uuid = track.number(names.uuid);
    const thread = track.message(names.thread);
    if (thread !== undefined) this.#tids.set(uuid, thread.number(fields.threadDescriptor.tid));
    const [, core, cache] = /^core (\d+) (?:run queue|(\w+) misses)$/.exec(track.text(names.name)) ?? [];
    if (core !== undefined) this.#counters.set(uuid, { core: Number(core), cache: cache?.toLowerCase() });
  }

  #bundle(bundle: ProtobufMessage): void {
    const names = fields.ftraceEvent;
    const core = bundle.number(fields.ftraceBundle.cpu);
    const events = bundle.all(fields.ftraceBundle.event);
    // A new task's sched_waking says nothing that its sched_wakeup_new does not.
    const isNew = events.some((event) => event.has(names.schedWakeupNew));
    for (const event of events) {
      const place = { ns: event.number(names.timestamp), core };
      const pid = event.number(names.pid);
      const [left, woken, created] = [names.schedSwitch, names.schedWaking, names.schedWakeupNew].map((field) => event.message(field));
      if (left !== undefined) this.#switch({ ...place, ...switchFields(left) });
      if (woken !== undefined && !isNew) this.#add({ ...place, ...wakeFields(woken, pid, 'woken') });
      if (created !== undefined) this.#add({ ...place, ...wakeFields(created, pid, 'new') });
    }
  }

  #event(event: ProtobufMessage, ns: number): void {
    const names = fields.trackEvent;
    const uuid = event.number(names.trackUuid);
    const tid = this.#tids.get(uuid) ?? 0;
    const values = annotations(event);
    const name = event.text(names.name);
    const type = event.number(names.type);
    if (type === eventTypes.instant && name === leftName) this.#left = values;
    else if (type === eventTypes.instant) this.#add({ ns, event: name, ...values });
    else if (type === eventTypes.counter) this.#counter(uuid, ns, event.number(names.counterValue));
    else if (type === eventTypes.sliceBegin) {
      this.#calls.set(tid, name);
      const args = String(values['args'] ?? '');
      this.#add({ ns, event: 'call', tid, name, ...values, args: args === '' ? [] : args.split(', ') });
    } else if (type === eventTypes.sliceEnd) this.#add({ ns, event: 'return', tid, name: this.#calls.get(tid), ...values });
  }

  /** Which core changed a queue is not in the file. */
  #counter(uuid: number, ns: number, value: number): void {
    const counter = this.#counters.get(uuid);
    if (counter === undefined) return;
    const { core, cache } = counter;
    this.#add({
      ns,
      core,
      ...(cache === undefined ? { event: 'queue', queue: core, length: value } : { event: 'misses', cache, count: value }),
    });
  }
}

/** Reads up to the first packet that is cut short. */
export function readPerfetto(bytes: Uint8Array): ReadTrace {
  const reader = new PerfettoReader();
  for (let at = 0; at < bytes.length; ) {
    const field = readField(bytes, at);
    if (field === undefined || !(field.value instanceof Uint8Array)) return { lines: reader.lines, whole: false };
    reader.packet(new ProtobufMessage(field.value));
    at = field.next;
  }
  return { lines: reader.lines, whole: reader.whole };
}

// What Perfetto's trace_processor makes of our packets, by the rules of its importers, written from their source: order by time, names, slices, thread states. Knows no SQL.
import type { DecodedPacket } from './perfetto-messages.js';

interface Timed {
  readonly ns: number;
  readonly take: () => void;
}

type FtraceBundle = NonNullable<DecodedPacket['ftraceEvents']>;
type FtraceEvent = FtraceBundle['event'][number];

/** Flags of prev_state that kernels from 4.14 on report. @see Perfetto src/trace_processor/types/task_state.cc */
const stateNames: Readonly<Record<number, string>> = {
  0: 'R',
  1: 'S',
  2: 'D',
  4: 'T',
  8: 't',
  16: 'X',
  32: 'Z',
  64: 'P',
  128: 'I',
  256: 'R+',
};

class Importer {
  /** By the name of Perfetto's row in its table `stats`. */
  readonly errors: Record<string, number> = {};
  readonly threadNames = new Map<number, string>();
  readonly processNames = new Map<number, string>();
  readonly firstStates = new Map<number, string>();
  sched = 0;
  slices = 0;
  counters = 0;
  preempted = 0;
  readonly #tracks = new Map<number, { readonly pid: number | undefined; readonly tid: number | undefined; readonly counter: boolean }>();
  readonly #processOf = new Map<number, number>();
  readonly #running = new Map<number, number>();
  readonly #open = new Map<number, number>();
  #modern = false;

  /** What is done at once, before anything is sorted: tracks are reserved. */
  reserve({ trackDescriptor: track }: DecodedPacket): void {
    if (track === undefined) return;
    const { process, thread, counter, uuid } = track;
    const reservation = { pid: thread?.pid ?? process?.pid, tid: thread?.tid, counter: counter !== undefined };
    const known = this.#tracks.get(uuid);
    if (known !== undefined && (known.pid !== reservation.pid || known.tid !== reservation.tid))
      this.#count('track_event_tokenizer_errors');
    this.#tracks.set(uuid, reservation);
  }

  describe({ trackDescriptor: track, systemInfo }: DecodedPacket): void {
    this.#modern ||= systemInfo?.utsname.sysname === 'Linux' && Number.parseInt(systemInfo.utsname.release, 10) > 4;
    const { process, thread } = track ?? {};
    if (thread !== undefined) {
      this.#processOf.set(thread.tid, thread.pid);
      this.threadNames.set(thread.tid, thread.threadName);
    }
    // Names that the system has given are not overridden, nor are earlier ones.
    if (process !== undefined && !this.processNames.has(process.pid)) this.processNames.set(process.pid, process.processName);
  }

  event({ trackEvent }: DecodedPacket): void {
    if (trackEvent === undefined) return;
    const { type, trackUuid, counterValue } = trackEvent;
    const track = this.#tracks.get(trackUuid);
    if (track === undefined || (type === 'TYPE_COUNTER') !== track.counter) this.#count('track_event_parser_errors');
    if (type === 'TYPE_COUNTER') counterValue === undefined ? this.#count('track_event_tokenizer_errors') : this.counters++;
    const open = this.#open.get(trackUuid) ?? 0;
    if (type === 'TYPE_SLICE_BEGIN') this.#begin(trackUuid, open);
    if (type === 'TYPE_SLICE_END') this.#end(trackUuid, open);
  }

  ftrace(cpu: number, { schedSwitch, schedWaking, taskRename }: FtraceEvent): void {
    if (schedSwitch !== undefined) this.#switch(cpu, schedSwitch);
    if (schedWaking !== undefined) this.#state(schedWaking.pid, 'R');
    if (taskRename !== undefined && this.#processOf.get(taskRename.pid) === taskRename.pid)
      this.processNames.set(taskRename.pid, taskRename.newcomm);
  }

  #switch(cpu: number, { prevPid, prevState, nextPid }: NonNullable<FtraceEvent['schedSwitch']>): void {
    const running = this.#running.get(cpu);
    if (running !== undefined && running !== prevPid) this.#count('mismatched_sched_switch_tids');
    this.#running.set(cpu, nextPid);
    this.sched++;
    const state = prevState < 64 || this.#modern ? stateNames[prevState] : undefined;
    if (state === undefined) this.#count('task_state_invalid');
    if (state === 'R+') this.preempted++;
    this.#state(prevPid, state ?? '?');
    this.#state(nextPid, 'Running');
  }

  /** The idle loop's thread has no state. */
  #state(tid: number, state: string): void {
    if (tid !== 0 && !this.firstStates.has(tid)) this.firstStates.set(tid, state);
  }

  #begin(track: number, open: number): void {
    this.slices++;
    this.#open.set(track, open + 1);
  }

  #end(track: number, open: number): void {
    if (open === 0) this.#count('misplaced_end_event');
    this.#open.set(track, Math.max(0, open - 1));
  }

  #count(stat: string): void {
    this.errors[stat] = (this.errors[stat] ?? 0) + 1;
  }
}

/** A packet's events, each at its time; what has none comes after all that was read. */
function timed(importer: Importer, packet: DecodedPacket, latest: number): Timed[] {
  const { ftraceEvents, timestamp } = packet;
  if (ftraceEvents === undefined) {
    const ns = timestamp ?? latest;
    return [{ ns, take: () => [importer.describe(packet), importer.event(packet)] }];
  }
  return ftraceEvents.event.map((event) => ({ ns: event.timestamp, take: () => importer.ftrace(ftraceEvents.cpu, event) }));
}

/** Rows of its tables, as counts and names. */
export function importPerfetto(packets: readonly DecodedPacket[]): Importer {
  const importer = new Importer();
  let latest = 0;
  const events = packets.flatMap((packet) => {
    importer.reserve(packet);
    const found = timed(importer, packet, latest);
    latest = Math.max(latest, ...found.map(({ ns }) => ns));
    return found;
  });
  for (const { take } of events.sort((a, b) => a.ns - b.ns)) take();
  return importer;
}

// Traces in Perfetto's format, as an independent decoder with its published field numbers sees them.
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlaceFields, TraceLine } from '../../../src/observe/trace/lines.js';
import { readNdjson } from '../../../src/observe/trace/ndjson.js';
import { readPerfetto } from '../../../src/observe/trace/perfetto-reader.js';
import { traceViews } from '../../../src/observe/trace/views/views.js';
import { importPerfetto } from './perfetto-import.js';
import { type DecodedPacket, decodePerfetto } from './perfetto-messages.js';
import { linesOf, tracedBytes, tracedLines } from './traced-system.js';

describe.each([1, 2, 8])("a trace of %i cores in Perfetto's format", (cores) => {
  let packets: readonly DecodedPacket[];
  let lines: TraceLine[];
  beforeAll(async () => {
    packets = decodePerfetto(await tracedBytes('pftrace', { cores }));
    lines = await tracedLines({ cores });
  });

  test('begins with the clocks, on a sequence that starts anew', () => {
    expect(packets[0]).toMatchObject({ sequenceFlags: 1, clockSnapshot: { primaryTraceClock: 'BOOTTIME' } });
    expect(packets[0]?.clockSnapshot?.clocks).toEqual([
      { clockId: 1, timestamp: 1_767_225_600e9 },
      { clockId: 3, timestamp: 0 },
      { clockId: 6, timestamp: 0 },
    ]);
    expect(packets.every(({ trustedPacketSequenceId }) => trustedPacketSequenceId === 1)).toBe(true);
  });

  test('has every switch as sched_switch of its cpu', () => {
    const switches = packets.flatMap(({ ftraceEvents }) =>
      (ftraceEvents?.event ?? []).flatMap(({ timestamp, schedSwitch }) =>
        schedSwitch === undefined ? [] : [{ ns: timestamp, core: ftraceEvents?.cpu, from: schedSwitch.prevPid, to: schedSwitch.nextPid }],
      ),
    );
    expect(switches).toEqual(linesOf(lines, 'switch').map(({ ns, core, from, to }) => ({ ns, core, from, to })));
  });

  test('has every wake-up as sched_waking, and a sched_wakeup_new behind it when the task is new', () => {
    const wakes = packets.flatMap(({ ftraceEvents }) =>
      (ftraceEvents?.event ?? []).flatMap(({ pid, schedWaking, schedWakeupNew }) => {
        const how = schedWaking === undefined ? 'new' : 'woken';
        const woken = schedWaking ?? schedWakeupNew;
        return woken === undefined ? [] : [{ how, tid: woken.pid, target: woken.targetCpu, waker: pid }];
      }),
    );
    const expected = linesOf(lines, 'wake').flatMap(({ how, tid, target, waker }) =>
      (how === 'new' ? (['woken', 'new'] as const) : [how]).map((shown) => ({ how: shown, tid, target, waker })),
    );
    expect(wakes).toEqual(expected);
  });

  test('tells the kernel and the machine', () => {
    expect(packets.flatMap(({ systemInfo }) => systemInfo ?? [])).toEqual([
      { utsname: { sysname: 'Linux', release: '6.6.0-vivarium', machine: 'riscv64' }, numCpus: cores },
    ]);
  });

  test('is taken in without an error, and nothing of it is lost', () => {
    const taken = importPerfetto(packets);
    expect(taken.errors).toEqual({});
    expect(taken.sched).toBe(linesOf(lines, 'switch').length);
    expect(taken.slices).toBe(linesOf(lines, 'call').length);
    expect(taken.counters).toBe(linesOf(lines, 'queue').length + linesOf(lines, 'misses').length);
    expect(taken.preempted).toBe(linesOf(lines, 'switch').filter(({ reason }) => reason === 'preempted').length);
  });

  test('is seen to be broken when a switch is missing', () => {
    const switches = packets.filter(({ ftraceEvents }) => ftraceEvents?.cpu === 0 && ftraceEvents.event[0]?.schedSwitch !== undefined);
    expect(importPerfetto(packets.filter((packet) => packet !== switches[1])).errors).toEqual({ mismatched_sched_switch_tids: 1 });
  });

  test('calls each process and thread what it was called last', () => {
    const named = lines.filter((line) => line.event === 'task' || line.event === 'exec' || line.event === 'comm');
    const leaders = new Set(linesOf(lines, 'task').flatMap(({ tid, pid }) => (tid === pid ? tid : [])));
    const names = named.map(({ tid, comm }) => [tid, comm] as const);
    const taken = importPerfetto(packets);
    expect(taken.threadNames).toEqual(new Map(names));
    expect(taken.processNames).toEqual(new Map(names.filter(([tid]) => leaders.has(tid))));
  });

  test('shows every new task as runnable before it runs', () => {
    const created = linesOf(lines, 'wake').filter(({ how }) => how === 'new');
    const { firstStates } = importPerfetto(packets);
    for (const { tid } of created) expect(firstStates.get(tid)).toBe('R');
  });

  test('names every process and thread', () => {
    const threads = packets.flatMap(({ trackDescriptor }) => (trackDescriptor?.thread === undefined ? [] : [trackDescriptor.thread]));
    expect(new Set(threads.map(({ tid }) => tid))).toEqual(new Set(linesOf(lines, 'task').map(({ tid }) => tid)));
    expect(threads.map(({ threadName }) => threadName)).toEqual(expect.arrayContaining(['init', 'sh', 'cat', 'ring']));
    const processes = packets.flatMap(({ trackDescriptor }) => (trackDescriptor?.process === undefined ? [] : [trackDescriptor.process]));
    expect(processes.map(({ processName }) => processName)).toContain('forktree');
  });

  test('has slices that begin and end by turns on tracks that were described', () => {
    const tracks = new Set(packets.flatMap(({ trackDescriptor }) => trackDescriptor?.uuid ?? []));
    const events = packets.flatMap(({ trackEvent }) => trackEvent ?? []);
    const open = new Set<number>();
    for (const { type, trackUuid } of events) {
      expect(tracks).toContain(trackUuid);
      if (type === 'TYPE_SLICE_END') expect(open.delete(trackUuid)).toBe(true);
      if (type !== 'TYPE_SLICE_BEGIN') continue;
      expect(open.has(trackUuid)).toBe(false);
      open.add(trackUuid);
    }
    const slices = events.filter(({ type }) => type === 'TYPE_SLICE_BEGIN').length;
    expect(slices).toBe(linesOf(lines, 'call').length);
  });

  test('has where each call was made, and where each task left its core, as annotations', () => {
    const events = packets.flatMap(({ trackEvent }) => trackEvent ?? []);
    const placeOf = ({ debugAnnotations = [] }: (typeof events)[number]): unknown =>
      ['pc', 'file', 'symbol', 'caller', 'offset'].map((key) => debugAnnotations.find(({ name }) => name === key)?.stringValue);
    const shown = (line: PlaceFields): unknown => [line.pc, line.file, line.symbol, line.caller, line.offset];
    const slices = events.filter(({ type }) => type === 'TYPE_SLICE_BEGIN');
    expect(slices.map(placeOf)).toEqual(linesOf(lines, 'call').map(shown));
    const left = events.filter(({ type, name }) => type === 'TYPE_INSTANT' && name === 'left');
    const switches = linesOf(lines, 'switch').filter(({ pc }) => pc !== undefined);
    expect(left.map(placeOf)).toEqual(switches.map(shown));
    expect(switches.length).toBeGreaterThan(0);
  });

  test("counts each core's run queue and misses", () => {
    const names = packets.flatMap(({ trackDescriptor }) => (trackDescriptor?.counter === undefined ? [] : [trackDescriptor.name]));
    const counted = ['run queue', 'L1I misses', 'L1D misses', 'L2 misses', 'L3 misses', 'ITLB misses', 'DTLB misses'];
    expect(names).toEqual(counted.flatMap((name) => Array.from({ length: cores }, (_, core) => `core ${core} ${name}`)));
    const values = packets.flatMap(({ trackEvent }) => (trackEvent?.type === 'TYPE_COUNTER' ? [trackEvent.counterValue] : []));
    const counts = lines.flatMap((line) => (line.event === 'queue' ? [line.length] : line.event === 'misses' ? [line.count] : []));
    expect(values).toEqual(counts);
  });
});

describe("our reader of Perfetto's format", () => {
  test('shows the same as the NDJSON of the same run, in every view', async () => {
    const fromPerfetto = readPerfetto(await tracedBytes('pftrace'));
    const fromNdjson = readNdjson(await tracedBytes('ndjson'));
    expect(fromPerfetto.whole).toBe(true);
    for (const view of Object.values(traceViews))
      for (const symbols of [false, true])
        expect([...view(fromPerfetto.lines, { symbols })]).toEqual([...view(fromNdjson.lines, { symbols })]);
  });

  test('gives the lines before a cut, wherever it is', async () => {
    const bytes = await tracedBytes('pftrace', {}, 'echo hello');
    const { lines } = readPerfetto(bytes);
    for (let length = 0; length < bytes.length; length += 97) {
      const cut = readPerfetto(bytes.subarray(0, length));
      expect(cut.whole).toBe(false);
      expect(cut.lines).toEqual(lines.slice(0, cut.lines.length));
    }
  });
});

// The part of Perfetto's messages that traces use, as text for protobufjs: numbers and types from its published protos/perfetto/trace/*.proto, written apart from the product's.
import protobuf from 'protobufjs';

const proto = `
syntax = "proto2";
message Trace { repeated TracePacket packet = 1; }
message TracePacket {
  optional uint64 timestamp = 8;
  optional uint32 timestamp_clock_id = 58;
  oneof data {
    FtraceEventBundle ftrace_events = 1;
    ClockSnapshot clock_snapshot = 6;
    TrackEvent track_event = 11;
    SystemInfo system_info = 45;
    TrackDescriptor track_descriptor = 60;
  }
  optional uint32 trusted_packet_sequence_id = 10;
  optional uint32 sequence_flags = 13;
}
message Utsname { optional string sysname = 1; optional string version = 2; optional string release = 3; optional string machine = 4; }
message SystemInfo { optional Utsname utsname = 1; optional uint32 num_cpus = 8; }
enum BuiltinClock { UNKNOWN = 0; REALTIME = 1; REALTIME_COARSE = 2; MONOTONIC = 3; MONOTONIC_COARSE = 4; MONOTONIC_RAW = 5; BOOTTIME = 6; }
message ClockSnapshot {
  message Clock { optional uint32 clock_id = 1; optional uint64 timestamp = 2; optional bool is_incremental = 3; optional uint64 unit_multiplier_ns = 4; }
  repeated Clock clocks = 1;
  optional BuiltinClock primary_trace_clock = 2;
}
message FtraceEventBundle { optional uint32 cpu = 1; repeated FtraceEvent event = 2; }
message FtraceEvent {
  optional uint64 timestamp = 1;
  optional uint32 pid = 2;
  oneof event {
    SchedSwitchFtraceEvent sched_switch = 4;
    SchedWakingFtraceEvent sched_waking = 20;
    SchedWakingFtraceEvent sched_wakeup_new = 114;
    TaskRenameFtraceEvent task_rename = 236;
  }
}
message SchedSwitchFtraceEvent {
  optional string prev_comm = 1; optional int32 prev_pid = 2; optional int32 prev_prio = 3; optional int64 prev_state = 4;
  optional string next_comm = 5; optional int32 next_pid = 6; optional int32 next_prio = 7;
}
message SchedWakingFtraceEvent {
  optional string comm = 1; optional int32 pid = 2; optional int32 prio = 3; optional int32 success = 4; optional int32 target_cpu = 5;
}
message TaskRenameFtraceEvent { optional int32 pid = 1; optional string oldcomm = 2; optional string newcomm = 3; optional int32 oom_score_adj = 4; }
message TrackDescriptor {
  optional uint64 uuid = 1; optional uint64 parent_uuid = 5; optional string name = 2;
  optional ProcessDescriptor process = 3; optional ThreadDescriptor thread = 4; optional CounterDescriptor counter = 8;
}
message ProcessDescriptor { optional int32 pid = 1; repeated string cmdline = 2; optional string process_name = 6; }
message ThreadDescriptor { optional int32 pid = 1; optional int32 tid = 2; optional string thread_name = 5; }
message CounterDescriptor { optional int32 type = 1; repeated string categories = 2; optional int32 unit = 3; }
message TrackEvent {
  enum Type { TYPE_UNSPECIFIED = 0; TYPE_SLICE_BEGIN = 1; TYPE_SLICE_END = 2; TYPE_INSTANT = 3; TYPE_COUNTER = 4; }
  repeated string categories = 22;
  oneof name_field { uint64 name_iid = 10; string name = 23; }
  optional Type type = 9;
  optional uint64 track_uuid = 11;
  oneof counter_value_field { int64 counter_value = 30; double double_counter_value = 44; }
  repeated DebugAnnotation debug_annotations = 4;
}
message DebugAnnotation {
  oneof name_field { uint64 name_iid = 1; string name = 10; }
  oneof value { bool bool_value = 2; uint64 uint_value = 3; int64 int_value = 4; double double_value = 5; string string_value = 6; }
}
`;

export interface DecodedSwitch {
  readonly prevComm: string;
  readonly prevPid: number;
  readonly prevState: number;
  readonly nextComm: string;
  readonly nextPid: number;
}

/** Numbers stand for the 64-bit fields too. */
export interface DecodedPacket {
  readonly timestamp?: number;
  readonly trustedPacketSequenceId?: number;
  readonly sequenceFlags?: number;
  readonly clockSnapshot?: { readonly clocks: readonly { clockId: number; timestamp: number }[]; readonly primaryTraceClock: string };
  readonly ftraceEvents?: {
    readonly cpu: number;
    readonly event: readonly {
      readonly timestamp: number;
      readonly pid: number;
      readonly schedSwitch?: DecodedSwitch;
      readonly schedWaking?: { readonly pid: number; readonly targetCpu: number };
      readonly schedWakeupNew?: { readonly pid: number; readonly targetCpu: number };
      readonly taskRename?: { readonly pid: number; readonly oldcomm: string; readonly newcomm: string };
    }[];
  };
  readonly systemInfo?: {
    readonly utsname: { readonly sysname: string; readonly release: string; readonly machine: string };
    readonly numCpus: number;
  };
  readonly trackEvent?: {
    readonly type: string;
    readonly trackUuid: number;
    readonly name?: string;
    readonly counterValue?: number;
    readonly debugAnnotations?: readonly { name: string; stringValue?: string; intValue?: number }[];
  };
  readonly trackDescriptor?: {
    readonly uuid: number;
    readonly name?: string;
    readonly process?: { readonly pid: number; readonly processName: string };
    readonly thread?: { readonly pid: number; readonly tid: number; readonly threadName: string };
    readonly counter?: { readonly unit: number };
  };
}

/** What protobufjs makes of a trace file. */
export function decodePerfetto(bytes: Uint8Array): readonly DecodedPacket[] {
  const type = protobuf.parse(proto).root.lookupType('Trace');
  const plain = type.toObject(type.decode(bytes), { longs: Number, enums: String }) as { packet: DecodedPacket[] };
  return plain.packet;
}

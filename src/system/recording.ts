// What reached a running system from outside, in order: with the same boot options it gives the same history to the cycle. Knows no host.

/** One thing that the world did to the system, at the point of the history where it stands in the list. */
export type RecordedEvent =
  /** The machine ran until mtime `untilNs`; `exitPid` ended the run earlier when that process ended. */
  | { readonly kind: 'run'; readonly untilNs?: number; readonly exitPid?: number }
  /** The cores' frequency followed a reading of the host's clock. */
  | { readonly kind: 'frequency'; readonly hz: number }
  /** Keys: Latin-1 text of the bytes, which JSON keeps. */
  | { readonly kind: 'input'; readonly text: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  /** Bytes for a process's piped stdin; `end` closes it. */
  | { readonly kind: 'feed'; readonly pid: number; readonly text: string; readonly end: boolean }
  | { readonly kind: 'spawn'; readonly path: string; readonly args: readonly string[]; readonly options: RecordedSpawn };

/** How a process was started; what the host did with its output does not belong to the history. */
export interface RecordedSpawn {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdio?: 'console' | 'pipe';
}

/** A list that can be written to a file as JSON and played again. */
export interface Recording {
  readonly events: RecordedEvent[];
}

/** What can be replayed on: the methods that the events stand for. */
export interface Replayable {
  readonly replay: { readonly [K in RecordedEvent['kind']]: (event: Extract<RecordedEvent, { kind: K }>) => void };
}

/** Does again what was recorded. The system must be freshly booted with the options of the recorded one. */
export function replay(recording: Recording, system: Replayable): void {
  for (const event of recording.events) {
    const apply = system.replay[event.kind] as (event: RecordedEvent) => void;
    apply(event);
  }
}

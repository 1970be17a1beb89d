// Does again what a recording holds. Knows the system by its public methods only.
import type { HostPipes } from './guest-process.js';
import { type RecordedEvent, type RecordedSpawn, type Recording, textAsBytes } from './recording.js';
import type { SpawnOptions, Vivarium } from './vivarium.js';

/** A system that is being led through a recorded history, and the pipes made in it so far. */
interface Player {
  readonly os: Vivarium;
  readonly pipes: HostPipes[];
}

/** One function for each kind of event. */
const actions: { readonly [K in RecordedEvent['kind']]: (player: Player, event: Extract<RecordedEvent, { kind: K }>) => void } = {
  run: ({ os }, limit) => void os.run(limit),
  frequency: ({ os }, { hz }) => os.setFrequency(hz),
  keys: ({ os }, { bytes }) => os.write(textAsBytes(bytes)),
  resize: ({ os }, { columns, rows }) => os.resize(columns, rows),
  pipes: ({ os, pipes }) => void pipes.push(os.pipes()),
  feed: (player, { pipes, bytes, end }) => {
    const { stdin } = pipesAt(player, pipes);
    if (end) stdin.end();
    else stdin.write(textAsBytes(bytes));
  },
  take: (player, { pipes, stream, end }) => {
    const output = pipesAt(player, pipes)[stream];
    if (end) output.close();
    else output.read();
  },
  install: ({ os }, { path, bytes, mode }) => os.install(path, textAsBytes(bytes), mode),
  spawn: (player, { path, args, settings }) =>
    void player.os.trySpawn(path, args, { ...settings, stdio: streamsOf(player, settings.stdio) }),
};

function pipesAt({ pipes }: Player, index: number): HostPipes {
  const found = pipes[index];
  if (found === undefined) throw new Error(`recording: pipes ${index} are used before they are made`);
  return found;
}

function streamsOf(player: Player, stdio: RecordedSpawn['stdio']): Exclude<SpawnOptions['stdio'], undefined> {
  return typeof stdio === 'number' ? pipesAt(player, stdio) : stdio;
}

/** Leads `os`, freshly booted with the options of the recorded system, through the recorded history. */
export function replay(os: Vivarium, { events }: Recording): void {
  const player: Player = { os, pipes: [] };
  for (const event of events) {
    const act = actions[event.kind] as (player: Player, event: RecordedEvent) => void;
    act(player, event);
  }
}

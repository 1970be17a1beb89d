// What a line of a trace must have to be shown. Knows no file format and no event's meaning.
import type { LineKind, TraceLine } from './lines.js';

type FieldType = 'number' | 'string' | 'array';

const tid = { tid: 'number' } as const;

/** Fields without which no reader could show the line; all have `ns` and `core` too. */
const requiredFields: { readonly [K in LineKind]: Readonly<Record<string, FieldType>> } = {
  begin: { cores: 'number', frequencyHz: 'number', bootEpochNs: 'string' },
  end: {},
  task: { ...tid, pid: 'number', parent: 'number', comm: 'string', how: 'string' },
  exec: { ...tid, pid: 'number', comm: 'string' },
  comm: { ...tid, comm: 'string' },
  exit: { ...tid, pid: 'number', status: 'number' },
  switch: { from: 'number', fromComm: 'string', state: 'string', reason: 'string', to: 'number', toComm: 'string' },
  receipt: { total: 'number' },
  wake: { ...tid, comm: 'string', target: 'number', waker: 'number', how: 'string' },
  migrate: { ...tid, from: 'number', to: 'number' },
  call: { ...tid, name: 'string', args: 'array' },
  return: { ...tid, name: 'string', result: 'string' },
  fault: { ...tid, access: 'string', address: 'string', kind: 'string' },
  signal: { ...tid, signo: 'number', action: 'string' },
  interrupt: { ...tid, kind: 'string' },
  queue: { queue: 'number', length: 'number' },
  misses: { cache: 'string', count: 'number' },
};

/** Fields that a line may have; where a program was. */
const optionalTexts = ['pc', 'file', 'symbol', 'caller', 'offset', 'errno'];

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** `value` as a line of a trace; undefined when it is none. */
export function checkedLine(value: unknown): TraceLine | undefined {
  if (typeof value !== 'object' || value === null || !('event' in value)) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const kind = String(fields['event']);
  if (!Object.hasOwn(requiredFields, kind)) return undefined;
  const required = Object.entries({ ns: 'number', core: 'number', ...requiredFields[kind as LineKind] });
  const isWhole = required.every(([name, type]) => typeOf(fields[name]) === type);
  const isSound = optionalTexts.every((name) => fields[name] === undefined || typeof fields[name] === 'string');
  return isWhole && isSound ? (value as TraceLine) : undefined;
}

// Traces as NDJSON: a JSON object on each line. Knows no event's meaning.
import { utf8Decode, utf8Encode } from '../../abi/text.js';
import type { ReadTrace, TraceEncoder } from './encoder.js';
import { checkedLine } from './line-check.js';
import type { BeginLine, TraceLine } from './lines.js';

export class NdjsonEncoder implements TraceEncoder {
  begin(line: BeginLine): Uint8Array {
    return this.encode(line);
  }

  encode(line: TraceLine): Uint8Array {
    return utf8Encode(`${JSON.stringify(line)}\n`);
  }

  end(ns: number): Uint8Array {
    return this.encode({ ns, core: 0, event: 'end' });
  }
}

/** The line that `text` is; undefined when it is none. */
function parseLine(text: string): TraceLine | undefined {
  try {
    return checkedLine(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Reads up to the first line that is none of a trace. */
export function readNdjson(bytes: Uint8Array): ReadTrace {
  const lines: TraceLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const line = end < 0 ? undefined : parseLine(utf8Decode(bytes.subarray(start, end)));
    if (line === undefined) return { lines, whole: false };
    lines.push(line);
    start = end + 1;
  }
  return { lines, whole: lines.at(-1)?.event === 'end' };
}

// A trace's bytes to lines, whichever format they are in. Knows no file.
import type { ReadTrace } from './encoder.js';
import { readNdjson } from './ndjson.js';
import { readPerfetto } from './perfetto-reader.js';

/** By the end of the file's name; without one that is known, by the first byte: a JSON object's brace. */
export function readTrace(bytes: Uint8Array, ending: string): ReadTrace {
  const isJson = ending === '.ndjson' || (ending !== '.pftrace' && bytes[0] === 0x7b);
  return isJson ? readNdjson(bytes) : readPerfetto(bytes);
}

// What goes out of a guest to a host's stream: until the reader leaves or the stream fails.
import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { CliFailure } from '../../src/cli/failure.js';
import { HostSink } from '../../src/cli/streams.js';

/** A stream whose writes fail with that error, as stdout's do. */
function failing(code: string): NodeJS.WriteStream {
  const write = (_bytes: Uint8Array, _encoding: string, done: (error: Error) => void): void =>
    done(Object.assign(new Error(`${code}: it failed`), { code }));
  return new Writable({ write, autoDestroy: false }) as unknown as NodeJS.WriteStream;
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('a sink waits while its stream is full', async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const sink = new HostSink(stream as unknown as NodeJS.WriteStream, 'out');
  expect(sink.write(new Uint8Array(0))).toBeUndefined();
  let written = false;
  const waiting = sink.write(Buffer.from('more than four'))?.then(() => {
    written = true;
  });
  await turn();
  expect(written).toBe(false);
  stream.resume();
  await waiting;
  expect(sink.broken).toBe(false);
});

test('a sink whose reader left is broken and takes no more, also when it was full', async () => {
  const sink = new HostSink(failing('EPIPE'), 'out');
  expect(sink.broken).toBe(false);
  await sink.write(new Uint8Array(100_000));
  await turn();
  expect(sink.broken).toBe(true);
  expect(sink.write(Uint8Array.of(1))).toBeUndefined();
});

test('a sink on a full disk says so', async () => {
  const sink = new HostSink(failing('ENOSPC'), 'standard output');
  await sink.write(new Uint8Array(100_000));
  await turn();
  expect(() => sink.broken).toThrow(CliFailure);
  expect(() => sink.broken).toThrow(/^cannot write to standard output: ENOSPC: it failed: make room/);
});

test('a released sink leaves errors to others', () => {
  const stream = failing('EPIPE');
  const sink = new HostSink(stream, 'out');
  expect(stream.listenerCount('error')).toBe(1);
  sink.release();
  expect(stream.listenerCount('error')).toBe(0);
});

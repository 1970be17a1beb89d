import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { openFlags } from '../../../src/abi/open-flags.js';
import { pollEvents } from '../../../src/abi/poll.js';
import { modeBits } from '../../../src/abi/stat.js';
import { mknod } from '../../../src/kernel/fs/directory.js';
import { pathOf } from '../../../src/kernel/fs/namei.js';
import { openExisting } from '../../../src/kernel/fs/open.js';
import { createPipe, PIPE_BUF, PIPE_BYTES, PIPE_MAX_BYTES, type PipeEnd } from '../../../src/kernel/fs/pipe.js';
import { defaultLimits } from '../../../src/kernel/fs/vfs.js';
import { FsForTest, readSome, writeSome } from './fs-for-test.js';

const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK } = openFlags;
let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
});

function pipe(flags = 0, system = os): readonly [PipeEnd, PipeEnd] {
  const ends = createPipe(system.vfs, system.caller, flags);
  if (typeof ends === 'string') throw new Error(ends);
  return [ends[0].hold(), ends[1].hold()];
}

describe('a pipe', () => {
  test('hands on bytes in order and waits when it is empty', () => {
    const [reader, writer] = pipe();
    expect(readSome(reader)).toBe('wait');
    expect(writeSome(writer, 'one')).toBe(3);
    expect(os.woken.has(reader.pipe.readable)).toBe(true);
    writeSome(writer, 'two');
    expect(readSome(reader, 4)).toBe('onet');
    expect(readSome(reader)).toBe('wo');
  });

  test('ends when all writers are gone, and breaks when all readers are', () => {
    const [reader, writer] = pipe();
    writeSome(writer, 'last');
    writer.drop();
    expect(readSome(reader)).toBe('last');
    expect(readSome(reader)).toBe('');
    const [otherReader, otherWriter] = pipe();
    otherReader.drop();
    expect(writeSome(otherWriter, 'x')).toBe('EPIPE');
    expect(os.woken.has(otherWriter.pipe.writable)).toBe(true);
  });

  test('takes up to PIPE_BUF bytes whole or not at all, more in parts', () => {
    const [reader, writer] = pipe(O_NONBLOCK);
    expect(writeSome(writer, 'x'.repeat(PIPE_BYTES - 100))).toBe(PIPE_BYTES - 100);
    expect(writeSome(writer, 'y'.repeat(101))).toBe('EAGAIN');
    expect(writeSome(writer, 'y'.repeat(PIPE_BUF + 1))).toBe(100);
    expect(writeSome(writer, 'y')).toBe('EAGAIN');
    readSome(reader, 1);
    expect(writeSome(writer, 'z')).toBe(1);
  });

  test('does not wait when told not to', () => {
    const [reader, writer] = pipe(O_NONBLOCK);
    expect(readSome(reader)).toBe('EAGAIN');
    writer.flags &= ~O_NONBLOCK;
    writeSome(writer, 'x'.repeat(PIPE_BYTES));
    expect(writeSome(writer, 'x')).toBe('wait');
  });

  test('tells poll what would not wait', () => {
    const [reader, writer] = pipe();
    expect(reader.poll().events).toBe(0);
    expect(writer.poll().events & pollEvents.POLLOUT).toBe(pollEvents.POLLOUT);
    writeSome(writer, 'x'.repeat(PIPE_BYTES - PIPE_BUF + 1));
    expect(writer.poll().events).toBe(0);
    expect(reader.poll().events & pollEvents.POLLIN).toBe(pollEvents.POLLIN);
    writer.drop();
    expect(reader.poll().events & pollEvents.POLLHUP).toBe(pollEvents.POLLHUP);
    const [other, otherWriter] = pipe();
    other.drop();
    expect(otherWriter.poll().events & pollEvents.POLLERR).toBe(pollEvents.POLLERR);
  });

  test('has no place to seek to', () => {
    const [reader] = pipe();
    expect(reader.seek(0, 0)).toBe('ESPIPE');
    expect(reader.read(new Uint8Array(1), 0)).toBe('ESPIPE');
  });

  test('may be resized within limits', () => {
    const [, writer] = pipe();
    expect(writer.pipe.setCapacity(5000)).toBe(8192);
    writeSome(writer, 'x'.repeat(8192));
    expect(writer.pipe.setCapacity(4096)).toBe('EBUSY');
    expect(writer.pipe.setCapacity(PIPE_MAX_BYTES + 1)).toBe('EPERM');
    expect(writer.pipe.setCapacity(PIPE_MAX_BYTES)).toBe(PIPE_MAX_BYTES);
  });

  test('shrinks to a page when pipes hold too much already, and gives back what it held', () => {
    const small = new FsForTest({ limits: { ...defaultLimits, pipeBytes: PIPE_BYTES + 1000 } });
    const [reader, writer] = pipe(0, small);
    const [, second] = pipe(0, small);
    expect(second.pipe.ring.capacity).toBe(PIPE_BUF);
    reader.drop();
    writer.drop();
    expect(small.vfs.pipeBytes).toBe(PIPE_BUF);
  });

  test('is named by its number and opens again by its place', () => {
    const [reader, writer] = pipe();
    expect(pathOf(reader.location, os.vfs.root)).toBe(`pipe:[${reader.inode.ino}]`);
    const again = openExisting(os.vfs, os.caller, reader.location, O_WRONLY);
    if (typeof again === 'string' || 'channel' in again) throw new Error('not opened');
    writer.drop();
    writeSome(again.hold(), 'still');
    expect(readSome(reader)).toBe('still');
  });

  const transfer = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 9000 }), fc.integer({ min: 1, max: 9000 }));

  /** Reads up to `length` bytes and compares with the queue, which it returns shortened. */
  function readAndCompare(reader: PipeEnd, queue: Buffer, length: number): Buffer {
    const into = new Uint8Array(length);
    const count = reader.read(into);
    expect(count).toBe(queue.length === 0 ? 'EAGAIN' : Math.min(length, queue.length));
    if (typeof count !== 'number') return queue;
    expect(Buffer.compare(into.subarray(0, count), queue.subarray(0, count))).toBe(0);
    return queue.subarray(count);
  }

  /** Writes and returns the queue with what was taken. */
  function writeAndCount(writer: PipeEnd, queue: Buffer, bytes: Uint8Array): Buffer {
    const count = writer.write(bytes);
    return typeof count === 'number' ? Buffer.concat([queue, bytes.subarray(0, count)]) : queue;
  }

  test('is a queue of bytes whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 60 }), (steps) => {
        const [reader, writer] = pipe(O_NONBLOCK);
        let queue: Buffer = Buffer.alloc(0);
        for (const step of steps) {
          queue = typeof step === 'number' ? readAndCompare(reader, queue, step) : writeAndCount(writer, queue, step);
          expect(queue.length).toBeLessThanOrEqual(PIPE_BYTES);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a FIFO', () => {
  beforeEach(() => {
    mknod(os.vfs, os.caller, { path: '/fifo' }, modeBits.S_IFIFO | 0o644, 0);
  });

  test('its opens wait for one another, and what was written meanwhile is read', () => {
    const [first, second] = [os.as(0, { tid: 1 }), os.as(0, { tid: 2 })];
    expect(os.tryOpen('/fifo', O_RDONLY, 0, first)).toBe('wait_for_partner');
    const writer = os.open('/fifo', O_WRONLY, 0, second);
    expect(writeSome(writer, 'early')).toBe(5);
    writer.drop();
    const reader = os.open('/fifo', O_RDONLY, 0, first);
    expect(readSome(reader)).toBe('early');
    expect(readSome(reader)).toBe('');
    reader.drop();
  });

  test('a reader whom a signal took away counts no more', () => {
    const [first, second] = [os.as(0, { tid: 1 }), os.as(0, { tid: 2 })];
    expect(os.tryOpen('/fifo', O_RDONLY, 0, first)).toBe('wait_for_partner');
    for (const queue of os.waits) queue.waiters.delete(1);
    expect(os.tryOpen('/fifo', O_WRONLY, 0, second)).toBe('wait_for_partner');
  });

  test('a writer that came and went while the reader slept still lets it open', () => {
    const [first, second] = [os.as(0, { tid: 1 }), os.as(0, { tid: 2 })];
    expect(os.tryOpen('/fifo', O_WRONLY, 0, first)).toBe('wait_for_partner');
    const reader = os.open('/fifo', O_RDONLY, 0, second);
    expect(readSome(reader)).toBe('wait');
    const writer = os.open('/fifo', O_WRONLY, 0, first);
    expect(writeSome(writer, 'hi')).toBe(2);
    expect(readSome(reader)).toBe('hi');
  });

  test('without waiting a reader opens and a writer does not', () => {
    expect(os.tryOpen('/fifo', O_WRONLY | O_NONBLOCK)).toBe('ENXIO');
    const reader = os.open('/fifo', O_RDONLY | O_NONBLOCK);
    expect(readSome(reader)).toBe('');
    const writer = os.open('/fifo', O_WRONLY | O_NONBLOCK);
    expect(readSome(reader)).toBe('EAGAIN');
    writeSome(writer, 'x');
    expect(readSome(reader)).toBe('x');
  });

  test('opened for both never waits and never ends', () => {
    const both = os.open('/fifo', O_RDWR);
    writeSome(both, 'x');
    expect(readSome(both)).toBe('x');
    expect(readSome(both)).toBe('wait');
  });
});

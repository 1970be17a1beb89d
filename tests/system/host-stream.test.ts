// A program's stdin and stdout as pipes to the host: when the host is asked for bytes, what poll and FIONREAD see, and who is told that the reader left.
import { beforeEach, describe, expect, test } from 'vitest';
import { ioctlNumbers } from '../../src/abi/ioctl.js';
import { pollEvents } from '../../src/abi/poll.js';
import { utf8Encode } from '../../src/abi/text.js';
import { HostInput, HostOutput, HostPipeFileSystem } from '../../src/system/host-stream.js';
import { FsForTest, readSome, writeSome } from '../kernel/fs/fs-for-test.js';

const { POLLIN, POLLOUT, POLLHUP, POLLERR } = pollEvents;
let os: FsForTest;
let pipes: HostPipeFileSystem;

beforeEach(() => {
  os = new FsForTest();
  pipes = new HostPipeFileSystem(os.vfs);
});

describe('the input of a program', () => {
  const fed: (readonly [text: string, end: boolean])[] = [];
  let input: HostInput;

  beforeEach(() => {
    fed.length = 0;
    input = new HostInput(pipes, (bytes, end) => fed.push([Buffer.from(bytes).toString(), end]));
    input.file.hold();
  });

  test('is wanted once a read finds nothing, until the host writes', () => {
    expect(input.wanted).toBe(false);
    expect(readSome(input.file)).toBe('wait');
    expect(input.wanted).toBe(true);
    input.write(utf8Encode('line\n'));
    expect(input.wanted).toBe(false);
    expect(readSome(input.file)).toBe('line\n');
    expect(fed).toEqual([['line\n', false]]);
  });

  test('is wanted as well once poll finds nothing, as a shell polls before it reads', () => {
    expect(input.file.poll().events & POLLIN).toBe(0);
    expect(input.wanted).toBe(true);
    input.write(utf8Encode('x'));
    expect(input.file.poll().events & POLLIN).toBe(POLLIN);
    expect(input.wanted).toBe(false);
  });

  test('is not wanted after its end', () => {
    input.end();
    expect(input.file.poll().events & (POLLIN | POLLHUP)).toBe(POLLIN | POLLHUP);
    expect(readSome(input.file)).toBe('');
    expect(input.wanted).toBe(false);
  });

  test('tells by FIONREAD how many bytes wait', () => {
    input.write(utf8Encode('seven b'));
    expect(input.file.ioctl(ioctlNumbers.FIONREAD, new Uint8Array(0), 0, os.caller)).toEqual(Uint8Array.of(7, 0, 0, 0));
    expect(input.file.ioctl(ioctlNumbers.TCGETS, new Uint8Array(0), 0, os.caller)).toBe('ENOTTY');
  });
});

describe('the output of a program', () => {
  test('breaks when the host has closed it; both ends of it are told once', () => {
    const ends: boolean[] = [];
    const output = new HostOutput(pipes, (end) => ends.push(end));
    output.file.hold();
    expect(output.file.poll().events & (POLLOUT | POLLERR)).toBe(POLLOUT);
    expect(writeSome(output.file, 'seen')).toBe(4);
    expect(Buffer.from(output.read()).toString()).toBe('seen');
    expect(output.read().length).toBe(0);
    writeSome(output.file, 'never read');
    output.close();
    output.close();
    expect(output.file.poll().events & POLLERR).toBe(POLLERR);
    expect(writeSome(output.file, 'lost')).toBe('EPIPE');
    expect(output.read().length).toBe(0);
    expect(ends).toEqual([false, true]);
  });
});

// Programs that harm only themselves: what Linux does to them, and proof that everything else goes on.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PF_R, PF_X } from '../../src/abi/elf.js';
import { signals } from '../../src/abi/signals.js';
import { checkLedger } from '../../src/kernel/ledger/check-ledger.js';
import { boot, type Vivarium } from '../../src/system/boot.js';
import { elfForTest } from '../kernel/lifecycle/elf-for-test.js';
import { assemble } from '../machine/assembler.js';
import { shell } from '../userland/run-in-guest.js';

const address = 0x10000;

/** A program of a few instructions. */
function program(words: readonly number[]): Uint8Array {
  const sizeBytes = 0x200 + 4 * words.length;
  const bytes = elfForTest({
    entry: address + 0x200,
    segments: [{ flags: PF_R | PF_X, offset: 0, address, fileBytes: sizeBytes, memoryBytes: sizeBytes }],
    sizeBytes,
  });
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(0x200 + 4 * index, word, true);
  return bytes;
}

let os: Vivarium;

beforeEach(async () => {
  os = await boot({ cores: 2, seed: 5, memoryBytes: 64 * 2 ** 20 });
  os.run({ untilExit: os.spawn('/bin/mkdir', ['/work'], { stdio: 'null' }).pid });
});

/** Programs still start, the books balance. */
afterEach(() => {
  expect(shell(os, 'echo well').output).toBe('well\n');
  checkLedger(os.kernel.ledger, os.kernel.machine, os.kernel.tasks.tasks.values());
  os.close();
});

describe('a program that', () => {
  test.each([
    ['executes garbage', [0xffff_ffff], signals.SIGILL],
    ['executes zeros', [0, 0], signals.SIGILL],
    ['jumps to 0', [assemble('jalr', { rd: 0, rs1: 0, imm: 0 })], signals.SIGSEGV],
    ['runs off its end', [assemble('addi', {})], signals.SIGILL],
    ['reads the kernel half', [assemble('lui', { rd: 5, imm: 0x8000_0000 | 0 }), assemble('ld', { rd: 5, rs1: 5 })], signals.SIGSEGV],
    ['writes to its text', [assemble('auipc', { rd: 5 }), assemble('sd', { rs1: 5 })], signals.SIGSEGV],
    ['stops at a breakpoint', [assemble('ebreak')], signals.SIGTRAP],
    ['has a misaligned atomic', [assemble('addi', { rd: 2, rs1: 2, imm: -15 }), assemble('amoadd.d', { rd: 5, rs1: 2 })], signals.SIGBUS],
  ])('%s gets the signal that Linux gives', (_what, words, signal) => {
    os.install('/root/hostile', program([...words]));
    const { pid } = os.spawn('/root/hostile', [], { stdio: 'null' });
    os.run({ untilExit: pid, untilNs: 1e9 });
    expect(os.endOf(pid)?.signal).toBe(signal);
  });

  test('recurses without end gets SIGSEGV when its stack is used up', () => {
    const recurse = [assemble('addi', { rd: 2, rs1: 2, imm: -2048 }), assemble('sd', { rs1: 2 }), assemble('jal', { rd: 1, imm: -8 })];
    os.install('/root/hostile', program(recurse));
    const { pid } = os.spawn('/root/hostile', [], { stdio: 'null' });
    os.run({ untilExit: pid, untilNs: 10e9 });
    expect(os.endOf(pid)?.signal).toBe(signals.SIGSEGV);
  });

  test('forks without end hits the limit, while others run and can end it', () => {
    const guard = os.spawn('/bin/sh', ['-c', 'sleep 0.3; kill -9 -1; exit 5'], { stdio: 'null' });
    os.spawn('/bin/sh', ['-c', 'bomb() { bomb & bomb; }; bomb'], { stdio: 'null' });
    os.run({ untilNs: os.nowNs + 0.2e9 });
    expect(os.pids().length).toBeGreaterThan(100);
    expect(os.pids().length).toBeLessThanOrEqual(os.kernel.tasks.maxTasks);
    expect(os.kernel.memory.frames.freeCount).toBeGreaterThan(0);
    os.run({ untilExit: guard.pid, untilNs: os.nowNs + 20e9 });
    expect(os.endOf(guard.pid)?.code).toBe(5);
    os.run({ untilNs: os.nowNs + 1e9 });
    expect(os.pids()).toEqual([1]);
  });

  test('takes all memory is killed, the kernel says so, and a modest one goes on', () => {
    const { output, errors } = shell(os, 'spin 30 & memhog 1000; echo "status $?"; wait $!; echo "spin $?"; dmesg');
    expect(output).toContain('status 137');
    expect(output).toContain('spin 0');
    expect(output).toMatch(/[Oo]ut of memory: .*memhog/);
    expect(errors).not.toContain('panic');
  });

  test('fills the root gets ENOSPC', () => {
    const { output, errors } = shell(os, 'yes > /root/full; echo "status $?"; rm /root/full; echo again > /root/small && cat /root/small');
    expect(errors).toMatch(/No space left on device/);
    expect(output).toBe('status 1\nagain\n');
  });

  test('writes to a closed pipe gets SIGPIPE', () => {
    expect(shell(os, 'set -o pipefail; yes | head -n 1; echo $?').output).toBe('y\n141\n');
  });

  test('passes too many arguments gets E2BIG', () => {
    const { errors, output } = shell(os, '/bin/echo "$(seq 1 40000)" >/dev/null; echo $?');
    expect(errors).toMatch(/Argument list too long/);
    expect(output).toMatch(/^12[67]\n$/);
  });

  test('follows a symbolic link to itself gets ELOOP', () => {
    expect(shell(os, 'ln -s a a; cat a').errors).toMatch(/Too many levels of symbolic links|Symbolic link loop/);
  });

  test('makes a deep tree can take it away again', () => {
    const { output, errors } = shell(
      os,
      'i=0; while [ $i -lt 300 ]; do mkdir d && cd d || break; i=$((i+1)); done; cd /work; rm -r d; echo $i; ls',
    );
    expect({ output, errors }).toEqual({ output: '300\n', errors: '' });
  });
});

test('64 cores run hundreds of processes', async () => {
  const many = await boot({ cores: 64, seed: 3 });
  const pids = Array.from({ length: 300 }, () => many.spawn('/bin/spin', ['1'], { stdio: 'null' }).pid);
  for (const pid of pids) many.run({ untilExit: pid, untilNs: 10e9 });
  expect(pids.every((pid) => many.endOf(pid)?.code === 0)).toBe(true);
  checkLedger(many.kernel.ledger, many.kernel.machine, many.kernel.tasks.tasks.values());
  many.close();
});

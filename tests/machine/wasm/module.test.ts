// The encoder: integers of every size, control flow, locals, several results, calls, memory, as the host's WebAssembly understands them.
import { expect, test } from 'vitest';
import { Code } from '../../../src/machine/wasm/code.js';
import { compile, createMemory, instantiate } from '../../../src/machine/wasm/compile.js';
import { pushSigned, pushSigned64, pushUnsigned } from '../../../src/machine/wasm/leb128.js';
import { type FunctionType, ModuleBuilder } from '../../../src/machine/wasm/module.js';
import { memoryOp, op } from '../../../src/machine/wasm/opcodes.js';

function build(type: FunctionType, emit: (code: Code) => void): (...args: (number | bigint)[]) => unknown {
  const module = new ModuleBuilder();
  emit(module.declare(type, 'f').code);
  return instantiate(compile(module.finish()), createMemory(65536))['f'] as (...args: (number | bigint)[]) => unknown;
}

test.each([0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31), 0x1234_5678])('the i32 constant %i is read back', (value) => {
  expect(build({ parameters: [], results: ['i32'] }, (code) => code.i32(value))()).toBe(value);
});

test.each([0n, 1n, -1n, 63n, 64n, -64n, -65n, 1n << 31n, -(1n << 31n) - 1n, 1n << 62n, (1n << 63n) - 1n, -(1n << 63n)])(
  'the i64 constant %i is read back',
  (value) => {
    expect(build({ parameters: [], results: ['i64'] }, (code) => code.i64(value))()).toBe(value);
  },
);

test('integers are written in LEB128', () => {
  const bytes: number[] = [];
  pushUnsigned(bytes, 624_485);
  pushSigned(bytes, -123_456);
  pushSigned64(bytes, -123_456n);
  expect(bytes).toEqual([0xe5, 0x8e, 0x26, 0xc0, 0xbb, 0x78, 0xc0, 0xbb, 0x78]);
});

test('branches find their labels at any depth', () => {
  const f = build({ parameters: ['i32'], results: ['i32'] }, (code) => {
    const out = code.block();
    const labels = [code.block(), code.block(), code.block()];
    code.localGet(0);
    code.brTable(labels, out);
    for (const value of [30, 20, 10]) {
      code.end();
      code.i32(value);
      code.op(op.return);
    }
    code.end();
    code.i32(-1);
  });
  expect([0, 1, 2, 3, 99].map((value) => f(value))).toEqual([10, 20, 30, -1, -1]);
});

test('a loop with locals, memory and two results', () => {
  const f = build({ parameters: ['i32'], results: ['i64', 'i64'] }, (code) => {
    const sum = code.newLocal('i64');
    const again = code.loop();
    code.localGet(sum);
    code.localGet(0);
    code.op(op.i64ExtendI32U);
    code.op(op.i64Add);
    code.localSet(sum);
    code.localGet(0);
    code.i32(1);
    code.op(op.i32Sub);
    code.localTee(0);
    code.brIf(again);
    code.end();
    code.i32(8);
    code.localGet(sum);
    code.memory(memoryOp.i64Store, 1000);
    code.i32(1000);
    code.memory(memoryOp.i64Load, 8);
    code.i64(7n);
  });
  expect(f(10)).toEqual([55n, 7n]);
});

test('locals that are free are used again', () => {
  const code = new Code(2);
  const first = code.newLocal('i64');
  const second = code.newLocal('i32');
  code.freeLocal(first);
  expect([first, second, code.newLocal('i64'), code.newLocal('i64')]).toEqual([2, 3, 2, 4]);
});

test('a body with an open block, and a branch to a closed one, are refused', () => {
  const open = new Code(0);
  open.block();
  expect(() => open.finish()).toThrow(/still open/);
  const closed = new Code(0);
  const label = closed.block();
  closed.end();
  expect(() => closed.br(label)).toThrow(/closed/);
});

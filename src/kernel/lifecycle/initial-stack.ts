// The first bytes on a program's stack: strings, auxiliary vector, environment, arguments. Knows no ELF file.
// @see System V psABI, "Process Initialization"; Linux fs/binfmt_elf.c create_elf_tables and fs/exec.c

import { type AuxiliaryType, auxiliaryTypes } from '../../abi/auxv.js';
import { MAP_ANONYMOUS, MAP_FIXED_NOREPLACE, MAP_GROWSDOWN, MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/mman.js';
import type { AddressSpace } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { pageUp } from '../mm/placement.js';
import { mapRegion } from '../mm/regions.js';
import { UserMemory } from '../mm/user-memory.js';

/** Longest single string with its NUL. @see Linux MAX_ARG_STRLEN */
export const MAX_STRING_BYTES = 32 * PAGE_BYTES;
/** Least that is always allowed for all strings and pointers, and most whatever the stack's limit. @see execve(2), "Limits on size of arguments and environment" */
const MIN_TOTAL_BYTES = 131_072;
const MAX_TOTAL_BYTES = 6 << 20;
/** Room mapped below the first stack pointer from the start. */
const HEADROOM_BYTES = 131_072;
const WORD = 8;
const RANDOM_BYTES = 16;
/** With chance, the stack begins up to this much lower. */
const STACK_JITTER_BYTES = 8192;

export interface StackRequest {
  readonly argv: readonly Uint8Array[];
  readonly envp: readonly Uint8Array[];
  /** What execve was given: AT_EXECFN. */
  readonly path: Uint8Array;
  /** Entries in order, without those that only the stack knows (AT_RANDOM, AT_EXECFN, AT_NULL). */
  readonly auxiliary: readonly (readonly [type: AuxiliaryType, value: number])[];
  readonly executable: boolean;
}

/** Whether strings and pointers stay within what execve allows under this RLIMIT_STACK; else it is E2BIG. */
export function fitsStack({ argv, envp, path }: Pick<StackRequest, 'argv' | 'envp' | 'path'>, stackLimitBytes: number): boolean {
  const allowed = Math.max(MIN_TOTAL_BYTES, Math.min(MAX_TOTAL_BYTES, stackLimitBytes / 4));
  let total = path.length + 1 + (argv.length + envp.length) * WORD;
  for (const strings of [argv, envp]) {
    for (const { length } of strings) {
      if (length >= MAX_STRING_BYTES) return false;
      total += length + 1;
    }
  }
  return total <= allowed;
}

/**
 * Maps the stack and fills it.
 *
 * @returns the initial stack pointer, a multiple of 16; 'ENOMEM' when something is in the way or frames ran out
 */
export function buildStack(m: MemoryManager, space: AddressSpace, request: StackRequest): number | 'ENOMEM' {
  const jitter = m.aslr ? m.random.below(STACK_JITTER_BYTES / 16) * 16 : 0;
  const top = space.stackTop - jitter - WORD;
  const plan = planStack(m, space, request, top);
  const used = pageUp(space.stackTop - plan.pointer);
  const length = Math.max(used, Math.min(used + HEADROOM_BYTES, Math.floor(space.limits.stackBytes / PAGE_BYTES) * PAGE_BYTES));
  const placed = mapRegion(m, space, {
    address: space.stackTop - length,
    length,
    prot: PROT_READ | PROT_WRITE | (request.executable ? PROT_EXEC : 0),
    flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED_NOREPLACE,
    name: '[stack]',
  });
  if (typeof placed !== 'number') return 'ENOMEM';
  const written = new UserMemory(m, space).writeBytes(BigInt(plan.pointer), plan.bytes);
  return written === 0 ? plan.pointer : 'ENOMEM';
}

/** All bytes from the stack pointer up to `top`; notes in the space's layout where things are. */
function planStack(m: MemoryManager, space: AddressSpace, request: StackRequest, top: number): { pointer: number; bytes: Uint8Array } {
  const { argv, envp, path, auxiliary } = request;
  const { layout } = space;
  const pathStart = top - path.length - 1;
  layout.envEnd = pathStart;
  layout.envStart = pathStart - stringBytes(envp);
  layout.argEnd = layout.envStart;
  layout.argStart = layout.argEnd - stringBytes(argv);
  const random = layout.argStart - RANDOM_BYTES - (layout.argStart % 16);
  const words = 1 + argv.length + 1 + envp.length + 1 + (auxiliary.length + 3) * 2;
  const pointer = random - words * WORD - ((random - words * WORD) % 16);
  layout.startStack = pointer;

  const bytes = new Uint8Array(top - pointer);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const word = (value: number): void => {
    view.setBigUint64(at, BigInt(value), true);
    at += WORD;
  };
  word(argv.length);
  writeStrings(bytes, layout.argStart - pointer, argv).forEach((offset) => {
    word(pointer + offset);
  });
  word(0);
  writeStrings(bytes, layout.envStart - pointer, envp).forEach((offset) => {
    word(pointer + offset);
  });
  word(0);
  const auxiliaryStart = at;
  const own: StackRequest['auxiliary'] = [
    ['AT_RANDOM', random],
    ['AT_EXECFN', pathStart],
    ['AT_NULL', 0],
  ];
  for (const [type, value] of [...auxiliary, ...own]) {
    word(auxiliaryTypes[type]);
    word(value);
  }
  layout.auxv = bytes.slice(auxiliaryStart, at);
  for (let index = 0; index < RANDOM_BYTES; index++) bytes[random - pointer + index] = m.random.below(256);
  bytes.set(path, pathStart - pointer);
  return { pointer, bytes };
}

function stringBytes(strings: readonly Uint8Array[]): number {
  return strings.reduce((sum, { length }) => sum + length + 1, 0);
}

/** Writes strings with their NULs from `offset` on; returns the offset of each. */
function writeStrings(bytes: Uint8Array, offset: number, strings: readonly Uint8Array[]): number[] {
  let at = offset;
  return strings.map((string) => {
    const start = at;
    bytes.set(string, start);
    at += string.length + 1;
    return start;
  });
}

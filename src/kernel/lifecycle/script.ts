// Programs that begin with `#!`: which program to run instead, with which arguments. Knows no memory and opens nothing itself.
// @see execve(2), "Interpreter scripts"; Linux fs/binfmt_script.c

import type { Errno } from '../../abi/errno.js';
import { utf8Decode, utf8Encode } from '../../abi/text.js';
import type { ByteReader } from './byte-reader.js';

/** Bytes of a file that are looked at. @see Linux BINPRM_BUF_SIZE */
const LINE_BYTES = 256;
/** Scripts whose interpreter is a script again, and so on. */
const MAX_NESTING = 5;

const HASH = 0x23;
const BANG = 0x21;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

/** The line after `#!`. The argument is one string, spaces and all. */
export interface ScriptLine {
  readonly interpreter: Uint8Array;
  readonly argument: Uint8Array | undefined;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Parses the first bytes of a file; undefined: no script; ENOEXEC: one that names no interpreter, or whose name is cut off. */
export function parseScript(head: Uint8Array): ScriptLine | 'ENOEXEC' | undefined {
  if (head[0] !== HASH || head[1] !== BANG) return undefined;
  // Linux keeps the last byte for a NUL.
  const buffer = head.subarray(2, LINE_BYTES - 1);
  const line = untilStop(buffer, (byte) => byte === NEWLINE || byte === 0);
  const cut = line.length === buffer.length && head.length >= LINE_BYTES;
  const text = trim(line);
  const interpreter = untilStop(text, isBlank);
  if (interpreter.length === 0 || (cut && interpreter.length === text.length)) return 'ENOEXEC';
  const argument = trim(text.subarray(interpreter.length));
  return { interpreter, argument: argument.length === 0 ? undefined : argument };
}

function untilStop(bytes: Uint8Array, stops: (byte: number) => boolean): Uint8Array {
  const end = bytes.findIndex(stops);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

/** What a path leads to in the end. `File` is whatever the caller's `open` gives. */
export interface ResolvedProgram<File> {
  readonly file: File;
  /** Path of `file`: the last interpreter, or the program itself. */
  readonly path: string;
  readonly argv: readonly Uint8Array[];
}

/**
 * Follows `#!` lines to a file that is no script.
 *
 * @param open checks that the path may be executed and opens it
 * @returns    the program, or the errno of `open`, ENOEXEC, or ELOOP for scripts nested too deep
 */
export function resolveProgram<File extends ByteReader>(
  open: (path: string) => File | Errno,
  path: string,
  argv: readonly Uint8Array[],
): ResolvedProgram<File> | Errno {
  let current = { path, argv };
  for (let depth = 0; depth <= MAX_NESTING; depth++) {
    const file = open(current.path);
    if (typeof file === 'string') return file;
    const head = file.read(0, LINE_BYTES);
    if (typeof head === 'string') return head;
    const line = parseScript(head);
    if (line === undefined) return { file, ...current };
    if (line === 'ENOEXEC') return line;
    const inserted = line.argument === undefined ? [line.interpreter] : [line.interpreter, line.argument];
    current = { path: utf8Decode(line.interpreter), argv: [...inserted, utf8Encode(current.path), ...current.argv.slice(1)] };
  }
  return 'ELOOP';
}

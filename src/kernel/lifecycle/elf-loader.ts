// Makes a new address space that runs a program: its image, its dynamic loader's, the vdso, the stack. Knows no process and no path lookup.

import { type AuxiliaryType, HWCAP_RV64GC, USER_HZ } from '../../abi/auxv.js';
import { PF_X, PHDR_BYTES } from '../../abi/elf.js';
import type { Errno } from '../../abi/errno.js';
import { type AddressSpace, defaultLimits, type MemoryLimits } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { createAddressSpace, releaseAddressSpace } from '../mm/lifetime.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { placeBreak, placeProgram } from '../mm/placement.js';
import type { Credentials } from '../sleep/credentials.js';
import { readerOfSource } from './byte-reader.js';
import { type ElfHeader, type ElfRefusal, elfRefusals, readElf } from './elf-header.js';
import { chooseBias, type LoadedImage, mapImage, type ProgramFile } from './elf-image.js';
import { buildStack, fitsStack } from './initial-stack.js';
import { mapVdso } from './vdso.js';

export interface LoadRequest {
  readonly file: ProgramFile;
  /** What execve was given (for a script: the script), as AT_EXECFN says it. */
  readonly path: Uint8Array;
  readonly argv: readonly Uint8Array[];
  readonly envp: readonly Uint8Array[];
  readonly credentials: Credentials;
  /** AT_SECURE: the program runs with more rights than its caller. */
  readonly secure?: boolean;
  readonly limits?: MemoryLimits;
  /** Opens the dynamic loader that the program names, for execution. */
  readonly openInterpreter: (path: string) => ProgramFile | Errno;
}

/** A space ready to run, with one user, and the registers that are not zero at its first instruction. */
export interface LoadedProgram {
  readonly space: AddressSpace;
  readonly entry: number;
  readonly stackPointer: number;
}

/** Why there is no program: for execve the errno, for a person the text. */
export interface LoadFailure {
  readonly refusal: ElfRefusal;
  readonly errno: Errno;
  readonly text: string;
}

/** Whether `loadProgram` failed. */
export function isLoadFailure(result: LoadedProgram | LoadFailure): result is LoadFailure {
  return 'refusal' in result;
}

/** A failure by its row; `errno` and `detail` say it more exactly where a lookup failed. */
function failure(refusal: ElfRefusal, errno: Errno = elfRefusals[refusal].errno, detail = ''): LoadFailure {
  return { refusal, errno, text: detail === '' ? elfRefusals[refusal].text : `${elfRefusals[refusal].text}: ${detail}` };
}

interface Interpreter {
  readonly file: ProgramFile;
  readonly header: ElfHeader;
}

/** Builds the address space of a program. On failure nothing is left behind. */
export function loadProgram(m: MemoryManager, request: LoadRequest): LoadedProgram | LoadFailure {
  const header = readElf(readerOfSource(m, request.file.source));
  if (typeof header === 'string') return failure(header);
  if (!fitsStack(request, (request.limits ?? defaultLimits()).stackBytes)) return failure('arguments-too-long');
  const interpreter = findInterpreter(m, request, header);
  if (interpreter !== undefined && 'refusal' in interpreter) return interpreter;
  const space = createAddressSpace(m, request.limits);
  if (space === 'ENOMEM') return failure('too-large');
  const loaded = fillSpace(m, space, request, header, interpreter);
  if (typeof loaded !== 'string') return loaded;
  releaseAddressSpace(m, space);
  return failure(loaded);
}

function findInterpreter(
  m: MemoryManager,
  { openInterpreter }: LoadRequest,
  { interpreter: path }: ElfHeader,
): Interpreter | LoadFailure | undefined {
  if (path === undefined) return undefined;
  const file = openInterpreter(path);
  if (typeof file === 'string') return failure('missing-interpreter', file, path);
  const header = readElf(readerOfSource(m, file.source));
  return typeof header === 'string' ? failure('interpreter-refused', undefined, path) : { file, header };
}

function fillSpace(
  m: MemoryManager,
  space: AddressSpace,
  request: LoadRequest,
  header: ElfHeader,
  interpreter: Interpreter | undefined,
): LoadedProgram | ElfRefusal {
  const bias = header.positionIndependent ? chooseBias(space, header, placeProgram(m)) : 0;
  if (bias === undefined) return 'address-taken';
  const program = mapImage(m, space, request.file, header, bias);
  if (typeof program === 'string') return program;
  noteProgram(m, space, header, program);
  space.layout.vdso = mapVdso(m, space) ?? 0;
  const loader = interpreter === undefined ? undefined : mapInterpreter(m, space, interpreter);
  if (typeof loader === 'string') return loader;
  const stackPointer = buildStack(m, space, {
    ...request,
    argv: request.argv.length > 0 ? request.argv : [new Uint8Array(0)],
    auxiliary: auxiliaryVector(space, request, header, program, loader),
    executable: header.executableStack,
  });
  if (stackPointer === 'ENOMEM') return 'too-large';
  return { space, entry: loader?.entry ?? program.entry, stackPointer };
}

function mapInterpreter(m: MemoryManager, space: AddressSpace, { file, header }: Interpreter): LoadedImage | ElfRefusal {
  const bias = header.positionIndependent ? chooseBias(space, header) : 0;
  return bias === undefined ? 'address-taken' : mapImage(m, space, file, header, bias);
}

/** Code, data and break of the program, as /proc/[pid]/stat gives them. @see Linux fs/binfmt_elf.c */
function noteProgram(m: MemoryManager, space: AddressSpace, { loads }: ElfHeader, { bias, end }: LoadedImage): void {
  const code = loads.filter(({ flags }) => flags & PF_X);
  const fileEnd = (segments: ElfHeader['loads']): number =>
    Math.max(...segments.map(({ address, fileBytes }) => address + fileBytes)) + bias;
  Object.assign(space.layout, {
    startCode: Math.min(...code.map(({ address }) => address)) + bias,
    endCode: fileEnd(code),
    startData: Math.max(...loads.map(({ address }) => address)) + bias,
    endData: fileEnd(loads),
  });
  space.brkStart = placeBreak(m, end);
  space.brk = space.brkStart;
}

function auxiliaryVector(
  space: AddressSpace,
  { credentials, secure = false }: LoadRequest,
  header: ElfHeader,
  program: LoadedImage,
  loader: LoadedImage | undefined,
): [AuxiliaryType, number][] {
  const { uid, euid, gid, egid } = credentials;
  const { vdso } = space.layout;
  return [
    ...(vdso === 0 ? [] : [['AT_SYSINFO_EHDR', vdso] satisfies [AuxiliaryType, number]]),
    ['AT_HWCAP', HWCAP_RV64GC],
    ['AT_PAGESZ', PAGE_BYTES],
    ['AT_CLKTCK', USER_HZ],
    ['AT_PHDR', header.headerAddress === undefined ? 0 : header.headerAddress + program.bias],
    ['AT_PHENT', PHDR_BYTES],
    ['AT_PHNUM', header.headerCount],
    ['AT_BASE', loader?.bias ?? 0],
    ['AT_FLAGS', 0],
    ['AT_ENTRY', program.entry],
    ['AT_UID', uid],
    ['AT_EUID', euid],
    ['AT_GID', gid],
    ['AT_EGID', egid],
    ['AT_SECURE', secure ? 1 : 0],
  ];
}

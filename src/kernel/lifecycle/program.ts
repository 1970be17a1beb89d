// From a path to a loaded program: lookup, permission, scripts, set-id bits. Changes no process.
import type { Errno } from '../../abi/errno.js';
import { accessModes } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import { mountFlags } from '../../abi/statfs.js';
import { utf8Encode } from '../../abi/text.js';
import type { Caller, Location } from '../fs/inode.js';
import { pathOf, resolve } from '../fs/namei.js';
import { checkPermission } from '../fs/permissions.js';
import type { KernelState } from '../kernel-state.js';
import type { MemoryLimits } from '../mm/address-space.js';
import type { PageSource } from '../mm/page-source.js';
import type { Credentials } from '../sleep/credentials.js';
import { type Limits, softLimit } from '../task/limits.js';
import { type ByteReader, readerOfSource } from './byte-reader.js';
import { isLoadFailure, type LoadedProgram, type LoadFailure, loadProgram } from './elf-loader.js';
import { resolveProgram } from './script.js';

/** What execve(2) is asked. Texts of arguments and environment are bytes without NUL. */
export interface ExecRequest {
  readonly path: string;
  /** Where a relative path starts; absent: the working directory. */
  readonly from?: Location | undefined;
  readonly emptyPath?: boolean;
  readonly follow?: boolean;
  readonly argv: readonly Uint8Array[];
  readonly envp: readonly Uint8Array[];
}

/** A program that is ready to replace a process's own. */
export interface ProgramImage {
  readonly loaded: LoadedProgram;
  /** The file that runs: of a script, its interpreter. */
  readonly executable: Location;
  /** Last component of the path that was asked for, 15 bytes of it. */
  readonly comm: string;
  readonly credentials: Credentials;
}

/** A file that may be executed. `name` is its absolute path, as /proc/[pid]/maps shows it. */
interface OpenProgram extends ByteReader {
  readonly location: Location;
  readonly source: PageSource;
  readonly name: string;
}

/** Why there is no image: the errno for a program, the text for a person. */
export type ImageFailure = Pick<LoadFailure, 'errno' | 'text'>;

export function isImageFailure(result: ProgramImage | ImageFailure): result is ImageFailure {
  return 'errno' in result;
}

/** Finds and loads a program for `caller`. Set-id bits count unless `noNewPrivileges`. @see execve(2) */
export function loadImage(
  kernel: KernelState,
  caller: Caller,
  request: ExecRequest,
  limits: Limits,
  noNewPrivileges: boolean,
): ProgramImage | ImageFailure {
  const first = { path: request.path, from: request.from, emptyPath: request.emptyPath ?? false, follow: request.follow ?? true };
  const open = (path: string): OpenProgram | Errno =>
    openProgram(kernel, caller, path === first.path ? first : { path, from: undefined, emptyPath: false, follow: true });
  const program = resolveProgram(open, request.path, request.argv);
  if (typeof program === 'string') return { errno: program, text: `${request.path}: ${program}` };
  const { location } = program.file;
  const credentials = noNewPrivileges ? caller.credentials : credentialsAfter(location, caller.credentials);
  const loaded = loadProgram(kernel.memory, {
    file: program.file,
    path: utf8Encode(request.path),
    argv: program.argv,
    envp: request.envp,
    credentials,
    secure: credentials.euid !== caller.credentials.uid || credentials.egid !== caller.credentials.gid,
    limits: memoryLimits(limits),
    openInterpreter: (path) => openProgram(kernel, caller, { path, from: undefined, emptyPath: false, follow: true }),
  });
  if (isLoadFailure(loaded)) return { errno: loaded.errno, text: `${request.path}: ${loaded.text}` };
  return { loaded, executable: location, comm: commOf(request.path), credentials };
}

interface ProgramLookup {
  readonly path: string;
  readonly from: Location | undefined;
  readonly emptyPath: boolean;
  readonly follow: boolean;
}

function openProgram(kernel: KernelState, caller: Caller, lookup: ProgramLookup): OpenProgram | Errno {
  const location = resolve(kernel.vfs, caller, lookup);
  if (typeof location === 'string') return location;
  const { inode } = location.dentry;
  if (inode.isSymlink) return 'ELOOP';
  if (!inode.isRegular || location.mount.flags & mountFlags.MS_NOEXEC) return 'EACCES';
  const refused = checkPermission(inode, accessModes.X_OK, caller);
  if (refused !== undefined) return refused;
  const source = inode.pages();
  if (typeof source === 'string') return 'EACCES';
  return { ...readerOfSource(kernel.memory, source), location, source, name: pathOf(location, caller.context.root) };
}

/** Real ids stay, effective ids follow the set-id bits, saved ids follow the effective ones. */
function credentialsAfter({ dentry: { inode }, mount }: Location, before: Credentials): Credentials {
  const honoured = (mount.flags & mountFlags.MS_NOSUID) === 0;
  const setsGroup = (inode.mode & modeBits.S_ISGID) !== 0 && (inode.mode & 0o010) !== 0;
  const euid = honoured && inode.mode & modeBits.S_ISUID ? inode.uid : before.euid;
  const egid = honoured && setsGroup ? inode.gid : before.egid;
  return { ...before, euid, suid: euid, fsuid: euid, egid, sgid: egid, fsgid: egid };
}

/** What memory management has to know of a process's limits. */
export function memoryLimits(limits: Limits): MemoryLimits {
  return {
    stackBytes: softLimit(limits, 'RLIMIT_STACK'),
    addressSpaceBytes: softLimit(limits, 'RLIMIT_AS'),
    dataBytes: softLimit(limits, 'RLIMIT_DATA'),
    lockedBytes: softLimit(limits, 'RLIMIT_MEMLOCK'),
  };
}

/** 15 bytes of a name, cut between characters. @see PR_SET_NAME */
export function commOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  let comm = '';
  let length = 0;
  for (const character of name) {
    length += utf8Encode(character).length;
    if (length > 15) break;
    comm += character;
  }
  return comm;
}

// Reads what the user names on the host, and says in one line what is wrong with it. Knows no machine.
import { type PathLike, readFileSync, statSync } from 'node:fs';
import { CliFailure, refusalStatus } from './failure.js';

/** Words for the host's errors that users meet. */
const words: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ['no such file', 'check the path'],
  EACCES: ['permission denied', 'give yourself the right to it, or another path'],
  EPERM: ['permission denied', 'give yourself the right to it, or another path'],
  EISDIR: ['a directory, not a file', 'give the path of a file'],
  ENOTDIR: ['part of the path is not a directory', 'check the path'],
  ENAMETOOLONG: ['the path is too long', 'check the path'],
  ENOSPC: ['no room is left on the device', 'make room, or give another path'],
  EROFS: ['the file system is read-only', 'give another path'],
  ELOOP: ['the path goes round in symbolic links', 'check the path'],
};

/** The failure for a host error at `where`. */
export function hostFailure(error: unknown, where: string, status: number = refusalStatus): CliFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const [what, remedy] = words[code] ?? [error instanceof Error ? error.message : String(error), 'check the path'];
  return new CliFailure(what, where, remedy, status);
}

/** The bytes of a regular file. `where` names it in errors, which end with `status`. */
export function readHostFile(path: PathLike, where: string = String(path), status: number = refusalStatus): Uint8Array {
  try {
    const kind = statSync(path);
    if (kind.isDirectory()) throw new CliFailure('a directory, not a file', where, 'give the path of a file', status);
    if (!kind.isFile()) throw new CliFailure('not a regular file', where, 'give the path of a file', status);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof CliFailure ? error : hostFailure(error, where, status);
  }
}

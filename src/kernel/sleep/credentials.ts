// Who asks: user and group ids of a task. Knows no task and no file.

/**
 * The ids a task acts under. A credentials object is never changed: setuid(2) and its kin make a new one.
 * @see credentials(7)
 */
export interface Credentials {
  readonly uid: number;
  readonly euid: number;
  readonly suid: number;
  /** The user id that file permissions are checked against; follows `euid` unless setfsuid(2) parts them. */
  readonly fsuid: number;
  readonly gid: number;
  readonly egid: number;
  readonly sgid: number;
  readonly fsgid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
}

export const rootCredentials: Credentials = { uid: 0, euid: 0, suid: 0, fsuid: 0, gid: 0, egid: 0, sgid: 0, fsgid: 0, groups: [0] };

/** All four ids of a kind set to one number, as login(1) does it. */
export function userCredentials(uid: number, gid: number, groups: readonly number[] = [gid]): Credentials {
  return { uid, euid: uid, suid: uid, fsuid: uid, gid, egid: gid, sgid: gid, fsgid: gid, groups };
}

/** Whether `gid` is the file system group or one of the supplementary groups. */
export function inGroup(credentials: Credentials, gid: number): boolean {
  return credentials.fsgid === gid || credentials.groups.includes(gid);
}

// The ioctls of a terminal, one row each. Knows no descriptor and no memory: arguments come and go as bytes.
import { flushQueues, ioctlNumbers } from '../../../abi/ioctl.js';
import { decodeTermios, decodeWindowSize, encodeTermios, encodeWindowSize } from '../../../abi/termios.js';
import type { Errno } from '../../../abi/errno.js';
import type { Caller } from '../inode.js';
import type { IoctlResult } from '../file-results.js';
import type { JobControl } from '../vfs.js';
import type { Tty } from './tty.js';

export interface IoctlInput {
  readonly input: Uint8Array;
  readonly argument: number;
  readonly caller: Caller;
}

/** What the rows need of the VFS. */
interface Home {
  readonly services: JobControl;
}

type Handler = (tty: Tty, given: IoctlInput, home: Home) => IoctlResult;

const word = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
const wordOf = ({ input }: IoctlInput): number => new DataView(input.buffer, input.byteOffset).getInt32(0, true);

function setTermios(tty: Tty, { input }: IoctlInput): number {
  tty.setTermios(decodeTermios(input));
  return 0;
}

function setTermiosFlushing(tty: Tty, given: IoctlInput): number {
  tty.flushInput();
  return setTermios(tty, given);
}

function resize(tty: Tty, { input }: IoctlInput): number {
  tty.resize(decodeWindowSize(input));
  return 0;
}

/** @see TIOCSCTTY(2const): a session leader without a terminal takes one that controls no other session; root may steal with argument 1. */
function setControlling(tty: Tty, { caller, argument }: IoctlInput, { services }: Home): IoctlResult {
  if (tty.session === caller.session && caller.terminal === tty.device) return 0;
  if (caller.pid !== caller.session || caller.terminal !== 0) return 'EPERM';
  if (tty.session !== 0) {
    if (argument !== 1 || caller.credentials.euid !== 0) return 'EPERM';
    tty.leaveSession();
  }
  takeControl(tty, caller, services);
  return 0;
}

/** The terminal controls the caller's session from now on. */
export function takeControl(tty: Tty, caller: Caller, services: JobControl): void {
  tty.session = caller.session;
  tty.foreground = caller.group;
  services.setTerminal(caller.session, tty.device);
}

/** The terminal gives up the caller's session. @see TIOCNOTTY(2const) */
function dropControlling(tty: Tty, { caller }: IoctlInput): IoctlResult {
  if (caller.terminal !== tty.device) return 'ENOTTY';
  if (caller.pid === caller.session) tty.leaveSession();
  return 0;
}

function controls(tty: Tty, caller: Caller): boolean {
  return caller.terminal === tty.device && tty.session === caller.session;
}

function setForeground(tty: Tty, given: IoctlInput, { services }: Home): Errno | number {
  if (!controls(tty, given.caller)) return 'ENOTTY';
  const group = wordOf(given);
  if (group < 0) return 'EINVAL';
  const session = services.sessionOf(group);
  if (session === undefined) return 'ESRCH';
  if (session !== tty.session) return 'EPERM';
  tty.foreground = group;
  return 0;
}

function flush(tty: Tty, { argument }: IoctlInput): IoctlResult {
  if (argument < flushQueues.TCIFLUSH || argument > flushQueues.TCIOFLUSH) return 'EINVAL';
  if (argument !== flushQueues.TCOFLUSH) tty.flushInput();
  if (argument !== flushQueues.TCIFLUSH) tty.output.clear();
  return 0;
}

/** TCOOFF 0, TCOON 1; the other two send STOP and START, which a terminal without a line ignores. */
function suspendOutput(tty: Tty, { argument }: IoctlInput): IoctlResult {
  if (argument < 0 || argument > 3) return 'EINVAL';
  if (argument === 0) tty.output.stopped = true;
  if (argument === 1) tty.start();
  return 0;
}

/** Types a byte on the caller's own terminal. */
function typeByte(tty: Tty, { input, caller }: IoctlInput): IoctlResult {
  if (caller.terminal !== tty.device && caller.credentials.euid !== 0) return 'EPERM';
  tty.receive(input);
  return 0;
}

/** @see ioctl_tty(2) */
const handlers = new Map<number, Handler>([
  [ioctlNumbers.TCGETS, (tty) => encodeTermios(tty.termios)],
  [ioctlNumbers.TCSETS, setTermios],
  [ioctlNumbers.TCSETSW, setTermios],
  [ioctlNumbers.TCSETSF, setTermiosFlushing],
  [ioctlNumbers.TCSBRK, () => 0],
  [ioctlNumbers.TCXONC, suspendOutput],
  [ioctlNumbers.TCFLSH, flush],
  [ioctlNumbers.TIOCSCTTY, setControlling],
  [ioctlNumbers.TIOCNOTTY, dropControlling],
  [ioctlNumbers.TIOCGPGRP, (tty, { caller }) => (controls(tty, caller) ? word(tty.foreground) : 'ENOTTY')],
  [ioctlNumbers.TIOCSPGRP, setForeground],
  [ioctlNumbers.TIOCGSID, (tty, { caller }) => (controls(tty, caller) ? word(tty.session) : 'ENOTTY')],
  [ioctlNumbers.TIOCOUTQ, (tty) => word(tty.output.length)],
  [ioctlNumbers.TIOCSTI, typeByte],
  [ioctlNumbers.TIOCGWINSZ, (tty) => encodeWindowSize(tty.window)],
  [ioctlNumbers.TIOCSWINSZ, resize],
  [ioctlNumbers.FIONREAD, (tty) => word(tty.isCanonical && !tty.input.hasLine ? 0 : tty.input.length)],
]);

export function ttyIoctl(tty: Tty, home: Home, request: number, given: IoctlInput): IoctlResult {
  return handlers.get(request)?.(tty, given, home) ?? 'ENOTTY';
}

/** Requests that a background process may not make: it gets SIGTTOU. @see tty_check_change in Linux drivers/tty/tty_jobctrl.c */
export const foregroundRequests: ReadonlySet<number> = new Set([
  ioctlNumbers.TCSETS,
  ioctlNumbers.TCSETSW,
  ioctlNumbers.TCSETSF,
  ioctlNumbers.TCSBRK,
  ioctlNumbers.TCXONC,
  ioctlNumbers.TCFLSH,
  ioctlNumbers.TIOCSPGRP,
]);

// ioctl(2) requests: number, and how many bytes stand behind the argument in each direction. Knows no device.

/** A request. `takes` and `gives` are bytes read from and written to the address in the argument; with neither, the argument itself is the value. */
export interface IoctlRequest {
  readonly name: string;
  readonly takes: number;
  readonly gives: number;
}

/** @see ioctl_tty(2), ioctl_list(2); Linux include/uapi/asm-generic/ioctls.h */
export const ioctlNumbers = {
  TCGETS: 0x5401, TCSETS: 0x5402, TCSETSW: 0x5403, TCSETSF: 0x5404, TCSBRK: 0x5409, TCXONC: 0x540a, TCFLSH: 0x540b, TIOCSCTTY: 0x540e, TIOCGPGRP: 0x540f,
  TIOCSPGRP: 0x5410, TIOCOUTQ: 0x5411, TIOCSTI: 0x5412, TIOCGWINSZ: 0x5413, TIOCSWINSZ: 0x5414, FIONREAD: 0x541b, FIONBIO: 0x5421, TIOCNOTTY: 0x5422,
  TIOCGSID: 0x5429, FIONCLEX: 0x5450, FIOCLEX: 0x5451, FIOASYNC: 0x5452, TIOCGPTN: 0x8004_5430, TIOCSPTLCK: 0x4004_5431, TIOCGPTLCK: 0x8004_5439,
} as const;

export type IoctlName = keyof typeof ioctlNumbers;

const sizes: Partial<Record<IoctlName, readonly [takes: number, gives: number]>> = {
  TCGETS: [0, 36], TCSETS: [36, 0], TCSETSW: [36, 0], TCSETSF: [36, 0], TIOCGPGRP: [0, 4], TIOCSPGRP: [4, 0], TIOCOUTQ: [0, 4], TIOCSTI: [1, 0],
  TIOCGWINSZ: [0, 8], TIOCSWINSZ: [8, 0], FIONREAD: [0, 4], FIONBIO: [4, 0], FIOASYNC: [4, 0], TIOCGSID: [0, 4], TIOCGPTN: [0, 4], TIOCSPTLCK: [4, 0],
  TIOCGPTLCK: [0, 4],
};

/** Every request known here, by number. */
export const ioctlRequests: ReadonlyMap<number, IoctlRequest> = new Map(
  (Object.keys(ioctlNumbers) as IoctlName[]).map((name) => {
    const [takes, gives] = sizes[name] ?? [0, 0];
    return [ioctlNumbers[name], { name, takes, gives }];
  }),
);

/** Queues of TCFLSH. @see tcflush(3) */
export const flushQueues = { TCIFLUSH: 0, TCOFLUSH: 1, TCIOFLUSH: 2 } as const;

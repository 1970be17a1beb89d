// Terminal modes: struct termios of the kernel (36 bytes), its flags and characters, struct winsize. Knows nothing but numbers and bytes.

/** c_iflag. @see termios(3); Linux include/uapi/asm-generic/termbits.h */
export const inputModes = {
  IGNBRK: 0o1, BRKINT: 0o2, IGNPAR: 0o4, PARMRK: 0o10, INPCK: 0o20, ISTRIP: 0o40, INLCR: 0o100, IGNCR: 0o200, ICRNL: 0o400, IUCLC: 0o1000, IXON: 0o2000,
  IXANY: 0o4000, IXOFF: 0o10000, IMAXBEL: 0o20000, IUTF8: 0o40000,
} as const;

/** c_oflag. */
export const outputModes = { OPOST: 0o1, OLCUC: 0o2, ONLCR: 0o4, OCRNL: 0o10, ONOCR: 0o20, ONLRET: 0o40 } as const;

/** c_cflag, as far as a terminal without a line has any. */
export const controlModes = { B38400: 0o17, CS8: 0o60, CREAD: 0o200, HUPCL: 0o2000 } as const;

/** c_lflag. */
export const localModes = {
  ISIG: 0o1, ICANON: 0o2, ECHO: 0o10, ECHOE: 0o20, ECHOK: 0o40, ECHONL: 0o100, NOFLSH: 0o200, TOSTOP: 0o400, ECHOCTL: 0o1000, ECHOPRT: 0o2000, ECHOKE: 0o4000,
  IEXTEN: 0o100000,
} as const;

/** Indices into c_cc. */
export const controlCharacters = {
  VINTR: 0, VQUIT: 1, VERASE: 2, VKILL: 3, VEOF: 4, VTIME: 5, VMIN: 6, VSWTC: 7, VSTART: 8, VSTOP: 9, VSUSP: 10, VEOL: 11, VREPRINT: 12, VDISCARD: 13,
  VWERASE: 14, VLNEXT: 15, VEOL2: 16,
} as const;

export interface Termios {
  readonly iflag: number;
  readonly oflag: number;
  readonly cflag: number;
  readonly lflag: number;
  readonly line: number;
  /** 19 control characters; 0 switches one off. */
  readonly cc: Uint8Array;
}

export const TERMIOS_BYTES = 36;

/** What a new terminal starts with: canonical, echo, signals. @see Linux drivers/tty/tty_io.c tty_std_termios */
export const standardTermios: Termios = {
  iflag: inputModes.ICRNL | inputModes.IXON,
  oflag: outputModes.OPOST | outputModes.ONLCR,
  cflag: controlModes.B38400 | controlModes.CS8 | controlModes.CREAD | controlModes.HUPCL,
  lflag: localModes.ISIG | localModes.ICANON | localModes.ECHO | localModes.ECHOE | localModes.ECHOK | localModes.ECHOCTL | localModes.ECHOKE | localModes.IEXTEN,
  line: 0,
  cc: Uint8Array.of(3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0),
};

export function encodeTermios(termios: Termios): Uint8Array {
  const bytes = new Uint8Array(TERMIOS_BYTES);
  const view = new DataView(bytes.buffer);
  [termios.iflag, termios.oflag, termios.cflag, termios.lflag].forEach((flags, index) => { view.setUint32(index * 4, flags, true); });
  bytes[16] = termios.line;
  bytes.set(termios.cc.subarray(0, 19), 17);
  return bytes;
}

export function decodeTermios(bytes: Uint8Array): Termios {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    iflag: view.getUint32(0, true), oflag: view.getUint32(4, true), cflag: view.getUint32(8, true), lflag: view.getUint32(12, true), line: bytes[16] ?? 0,
    cc: bytes.slice(17, 36),
  };
}

/** Size of a terminal's window in characters and pixels. @see TIOCGWINSZ(2const) */
export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
  readonly xPixels: number;
  readonly yPixels: number;
}

export function encodeWindowSize(size: WindowSize): Uint8Array {
  return new Uint8Array(Uint16Array.of(size.rows, size.columns, size.xPixels, size.yPixels).buffer);
}

export function decodeWindowSize(bytes: Uint8Array): WindowSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { rows: view.getUint16(0, true), columns: view.getUint16(2, true), xPixels: view.getUint16(4, true), yPixels: view.getUint16(6, true) };
}

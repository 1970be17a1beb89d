// The control and status registers of user mode, by number. Knows no engine.
// @see RISC-V Unprivileged ISA 20240411, F extension and Zicntr

export const csrNumbers = {
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,
} as const;

export type CsrName = keyof typeof csrNumbers;

const names = new Map<number, CsrName>(Object.entries(csrNumbers).map(([name, number]) => [number, name as CsrName]));

export function csrName(number: number): CsrName | undefined {
  return names.get(number);
}

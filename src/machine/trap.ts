// The synchronous exceptions of user mode. Knows their numbers, not what a kernel makes of them.

/** @see RISC-V Privileged ISA 20240411, scause */
export const trapCodes = {
  'instruction-misaligned': 0,
  'instruction-access-fault': 1,
  'illegal-instruction': 2,
  breakpoint: 3,
  'load-misaligned': 4,
  'load-access-fault': 5,
  'store-misaligned': 6,
  'store-access-fault': 7,
  ecall: 8,
  'instruction-page-fault': 12,
  'load-page-fault': 13,
  'store-page-fault': 15,
} as const;

export type TrapCause = keyof typeof trapCodes;

const causes = new Map<number, TrapCause>(Object.entries(trapCodes).map(([cause, code]) => [code, cause as TrapCause]));

export function trapCause(code: number): TrapCause {
  const cause = causes.get(code);
  if (cause === undefined) throw new Error(`no trap has code ${code}`);
  return cause;
}

/** Why an instruction did not finish; `tval` is the address or the encoding that stval would hold. */
export interface Trap {
  readonly cause: TrapCause;
  readonly tval: bigint;
}

/** What an access wants to do with a page. */
export type AccessKind = 'fetch' | 'load' | 'store';

export const pageFaults: Readonly<Record<AccessKind, TrapCause>> = {
  fetch: 'instruction-page-fault',
  load: 'load-page-fault',
  store: 'store-page-fault',
};

export const accessFaults: Readonly<Record<AccessKind, TrapCause>> = {
  fetch: 'instruction-access-fault',
  load: 'load-access-fault',
  store: 'store-access-fault',
};

// What goes through the caches, and how: as in a machine, or as an outside simulator has it that we are compared with. Knows no cache.

/** Whose semantics a hierarchy may have. */
export const semanticsNames = ['machine', 'qemu-cache-plugin'] as const;
export type Semantics = (typeof semanticsNames)[number];

export interface AccessRules {
  /** Lines are found by virtual addresses, not by physical ones. */
  readonly isVirtual: boolean;
  /** An instruction or access that lies in two lines goes to both; else its first byte decides. */
  readonly bothLines: boolean;
  /** An SC that succeeds counts as a load and a store, as an AMO does. */
  readonly conditionalLoads: boolean;
  /** Translations come from TLBs and walks through the data caches; else they cost nothing. */
  readonly tlbs: boolean;
  /** The kernel's own accesses go through the caches of programs. */
  readonly kernel: boolean;
  /** Lines are clean, modified or shared: written back when they are pushed out, and kept coherent between harts. */
  readonly lineStates: boolean;
}

/** @see QEMU 7.2 contrib/plugins/cache.c, and target/riscv/insn_trans/trans_rva.c.inc for what an SC does */
export const accessRules: Readonly<Record<Semantics, AccessRules>> = {
  machine: { isVirtual: false, bothLines: true, conditionalLoads: false, tlbs: true, kernel: true, lineStates: true },
  'qemu-cache-plugin': {
    isVirtual: true,
    bothLines: false,
    conditionalLoads: true,
    tlbs: false,
    kernel: false,
    lineStates: false,
  },
};

export function rulesOf(semantics: Semantics = 'machine'): AccessRules {
  return accessRules[semantics];
}

/** Of the number of a virtual line, as many bits as an entry has room for: lines 2^29 lines apart (8 GiB or more) are taken for one. */
export const virtualLineMask = 2 ** 29 - 1;

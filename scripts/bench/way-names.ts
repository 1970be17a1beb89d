// The names of the ways in which the kernels are run, in the order in which they take turns.

export const wayNames = ['native', 'qemu', 'none', 'cachegrind', 'full'] as const;
export type WayName = (typeof wayNames)[number];

export const wayTitles: Readonly<Record<WayName, string>> = {
  native: 'native',
  qemu: 'qemu-riscv64',
  none: '--timing none',
  cachegrind: 'cachegrind',
  full: 'full model',
};

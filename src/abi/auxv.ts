// The auxiliary vector: what the kernel tells a program at its start. Knows nothing but numbers.

/** Types of entries, as the first word of each pair. @see getauxval(3); Linux include/uapi/linux/auxvec.h, arch/riscv/include/uapi/asm/auxvec.h */
export const auxiliaryTypes = {
  AT_NULL: 0, AT_IGNORE: 1, AT_EXECFD: 2, AT_PHDR: 3, AT_PHENT: 4, AT_PHNUM: 5, AT_PAGESZ: 6, AT_BASE: 7, AT_FLAGS: 8, AT_ENTRY: 9,
  AT_UID: 11, AT_EUID: 12, AT_GID: 13, AT_EGID: 14, AT_PLATFORM: 15, AT_HWCAP: 16, AT_CLKTCK: 17, AT_SECURE: 23, AT_RANDOM: 25,
  AT_HWCAP2: 26, AT_EXECFN: 31, AT_SYSINFO_EHDR: 33,
} as const;

export type AuxiliaryType = keyof typeof auxiliaryTypes;

/** AT_HWCAP of RV64GC: one bit per letter of the ISA string, A C D F I M. @see Linux arch/riscv/include/uapi/asm/hwcap.h */
export const HWCAP_RV64GC = 0x112d;

/** AT_CLKTCK and `sysconf(_SC_CLK_TCK)`: ticks per second in which /proc gives times. */
export const USER_HZ = 100;

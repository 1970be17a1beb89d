// The 64-bit ELF format: offsets and constants of its headers. Knows neither files nor memory.
// @see elf(5); System V ABI gABI 4.1 ch. 4-5; RISC-V ELF psABI

export const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46] as const;

/** Bytes of e_ident, by index. */
export const EI_CLASS = 4;
export const EI_DATA = 5;
export const EI_VERSION = 6;

export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const EV_CURRENT = 1;

export const ET_REL = 1;
export const ET_EXEC = 2;
export const ET_DYN = 3;

export const EM_RISCV = 243;

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_INTERP = 3;
export const PT_PHDR = 6;
export const PT_GNU_STACK = 0x6474_e551;

export const PF_X = 1;
export const PF_W = 2;
export const PF_R = 4;

/** e_flags: the embedded base ISA. */
export const EF_RISCV_RVE = 0x0008;

/** Sizes of the headers, bytes. */
export const EHDR_BYTES = 64;
export const PHDR_BYTES = 56;
export const SYM_BYTES = 24;

/** Byte offsets in Elf64_Ehdr. */
export const ehdrOffsets = {
  e_type: 16, e_machine: 18, e_version: 20, e_entry: 24, e_phoff: 32, e_shoff: 40, e_flags: 48, e_ehsize: 52, e_phentsize: 54, e_phnum: 56,
  e_shentsize: 58, e_shnum: 60, e_shstrndx: 62,
} as const;

/** Byte offsets in Elf64_Phdr. */
export const phdrOffsets = { p_type: 0, p_flags: 4, p_offset: 8, p_vaddr: 16, p_paddr: 24, p_filesz: 32, p_memsz: 40, p_align: 48 } as const;

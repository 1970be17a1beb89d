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

export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_DYNSYM = 11;

/** Section indices of symbols that lie in no section: undefined, and from here on reserved. */
export const SHN_UNDEF = 0;
export const SHN_LORESERVE = 0xff00;

/** Types of symbols: the low 4 bits of st_info. */
export const STT_NOTYPE = 0;
export const STT_FUNC = 2;
export const STT_GNU_IFUNC = 10;

/** Bindings of symbols: the high 4 bits of st_info. */
export const STB_LOCAL = 0;
export const STB_GLOBAL = 1;

export const PF_X = 1;
export const PF_W = 2;
export const PF_R = 4;

/** e_flags: the embedded base ISA. */
export const EF_RISCV_RVE = 0x0008;

/** Sizes of the headers, bytes. */
export const EHDR_BYTES = 64;
export const PHDR_BYTES = 56;
export const SHDR_BYTES = 64;
export const SYM_BYTES = 24;

/** Byte offsets in Elf64_Ehdr. */
export const ehdrOffsets = {
  e_type: 16, e_machine: 18, e_version: 20, e_entry: 24, e_phoff: 32, e_shoff: 40, e_flags: 48, e_ehsize: 52, e_phentsize: 54, e_phnum: 56,
  e_shentsize: 58, e_shnum: 60, e_shstrndx: 62,
} as const;

/** Byte offsets in Elf64_Phdr. */
export const phdrOffsets = { p_type: 0, p_flags: 4, p_offset: 8, p_vaddr: 16, p_paddr: 24, p_filesz: 32, p_memsz: 40, p_align: 48 } as const;

/** Byte offsets in Elf64_Shdr. */
export const shdrOffsets = {
  sh_name: 0, sh_type: 4, sh_flags: 8, sh_addr: 16, sh_offset: 24, sh_size: 32, sh_link: 40, sh_info: 44, sh_addralign: 48, sh_entsize: 56,
} as const;

/** Byte offsets in Elf64_Sym. */
export const symOffsets = { st_name: 0, st_info: 4, st_other: 5, st_shndx: 6, st_value: 8, st_size: 16 } as const;

// Says in words why a file on the host is no program for the guest, before anything boots: the kernel's own check, and what to do about its answer.
import { readerOfBytes } from '../kernel/lifecycle/byte-reader.js';
import { type ElfRefusal, elfRefusals, readElf } from '../kernel/lifecycle/elf-header.js';

/** What is wrong and what to do about it. */
export interface ElfProblem {
  readonly what: string;
  readonly remedy: string;
}

const recompile = 'compile it for riscv64 Linux: "vivarium cc FILE.c -o OUT"';
const damaged = 'the file is damaged or cut off: build or copy it again';

/** Refusals that another compiler, not another copy, cures. */
const foreign: ReadonlySet<ElfRefusal> = new Set([
  'not-elf',
  'wrong-class',
  'wrong-endianness',
  'wrong-machine',
  'embedded-abi',
  'not-executable',
]);

/** What keeps `bytes` from being a program for the guest, or undefined when its headers are right. */
export function elfProblem(bytes: Uint8Array): ElfProblem | undefined {
  if (bytes.length === 0) return { what: 'the file is empty', remedy: damaged };
  if (bytes[0] === 0x23 && bytes[1] === 0x21)
    return { what: 'a script, not an ELF file', remedy: 'run it with "vivarium sh --mount .:/mnt /mnt/FILE"' };
  const header = readElf(readerOfBytes(bytes));
  if (typeof header !== 'string') return undefined;
  return { what: elfRefusals[header].text, remedy: foreign.has(header) ? recompile : damaged };
}

// The slice of the machine that memory management uses, so that this room depends on no hart and no engine.

/** Physical memory; addresses in bytes. Every write also invalidates decoded code of the page. @see PhysicalMemory of src/machine */
export interface Ram {
  /** Physical address of the first byte. */
  readonly base: number;
  /** Bytes. */
  readonly size: number;
  readU32(pa: number): number;
  writeU32(pa: number, value: number): void;
  readU64(pa: number): bigint;
  writeU64(pa: number, value: bigint): void;
  /** Bytes as they stand, not copied: for reading only, and not to be kept. */
  view(pa: number, length: number): Uint8Array;
  write(pa: number, bytes: Uint8Array): void;
  copy(toPa: number, fromPa: number, length: number): void;
  fill(pa: number, length: number, byte: number): void;
}

/** Forgets cached translations of an address space on all harts, of one page or all (sfence.vma and its remote form). */
export interface TranslationCaches {
  /** `context` is the space's: with one, harts that have left the space hold translations of it too. */
  flushTlb(rootFrame: number, va: number | undefined, context: number): void;
}

/** Chance, seeded by the kernel. */
export interface RandomSource {
  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number;
}

// Where a hart's context lies in a process control block in guest memory. Knows offsets only.

/** Offset of x1; x registers follow in order (x0 is not stored). */
export const pcbX1 = 0;
export const pcbPc = 248;
export const pcbF0 = 256;
export const pcbFcsr = 512;
/** Bytes of a whole context; without its floating-point part it ends at f0. */
export const pcbBytes = 520;

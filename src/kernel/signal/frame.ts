// The signal frame of Linux riscv64: registers and mask as bytes on the program's stack, both ways. Knows a hart's registers and no action.
import { frameLayout, SS_DISABLE } from '../../abi/signal-frame.js';
import type { Hart } from '../task/hardware.js';
import type { AlternateStack, SignalInfo, SignalSet } from '../task/signal-state.js';
import { encodeSignalInfo } from './siginfo.js';

export interface SignalFrame {
  readonly info: SignalInfo;
  /** The mask to have again after the handler. */
  readonly mask: SignalSet;
  readonly alternateStack: AlternateStack | undefined;
}

/** The frame that lets rt_sigreturn resume the hart's present registers. @see Linux 6.6 arch/riscv/kernel/signal.c setup_rt_frame */
export function encodeFrame(hart: Hart, { info, mask, alternateStack }: SignalFrame): Uint8Array {
  const bytes = new Uint8Array(frameLayout.bytes);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeSignalInfo(info), frameLayout.info);
  bytes.set(encodeStack(alternateStack, alternateStack?.flags ?? SS_DISABLE), frameLayout.ucStack);
  view.setBigUint64(frameLayout.ucSigmask, BigInt.asUintN(64, mask), true);
  view.setBigUint64(frameLayout.registers, BigInt.asUintN(64, hart.pc), true);
  for (let register = 1; register < 32; register++) {
    view.setBigUint64(frameLayout.registers + 8 * register, BigInt.asUintN(64, hart.readX(register)), true);
  }
  for (let register = 0; register < 32; register++) {
    view.setBigUint64(frameLayout.floats + 8 * register, BigInt.asUintN(64, hart.readF(register)), true);
  }
  view.setUint32(frameLayout.fcsr, hart.fcsr, true);
  return bytes;
}

/** Puts the registers of a frame back and returns its mask and alternate stack. The program may have changed both, that is its right. */
export function restoreFrame(hart: Hart, bytes: Uint8Array): { mask: SignalSet; stack: AlternateStack } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  hart.pc = view.getBigUint64(frameLayout.registers, true) & ~1n;
  for (let register = 1; register < 32; register++) hart.writeX(register, view.getBigUint64(frameLayout.registers + 8 * register, true));
  for (let register = 0; register < 32; register++) hart.writeF(register, view.getBigUint64(frameLayout.floats + 8 * register, true));
  hart.fcsr = view.getUint32(frameLayout.fcsr, true) & 0xff;
  hart.fpDirty = true;
  return { mask: view.getBigUint64(frameLayout.ucSigmask, true), stack: decodeStack(bytes.subarray(frameLayout.ucStack)) };
}

/** stack_t. @see sigaltstack(2) */
export function encodeStack(stack: AlternateStack | undefined, flags: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, stack?.address ?? 0n, true);
  view.setUint32(8, flags >>> 0, true);
  view.setBigUint64(16, BigInt(stack?.sizeBytes ?? 0), true);
  return bytes;
}

export function decodeStack(bytes: Uint8Array): AlternateStack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    address: view.getBigUint64(0, true),
    flags: view.getUint32(8, true),
    sizeBytes: Number(view.getBigUint64(16, true)),
  };
}

/** Whether `sp` lies on the alternate stack. */
export function isOnStack(sp: bigint, stack: AlternateStack | undefined): boolean {
  return stack !== undefined && sp > stack.address && sp - stack.address <= BigInt(stack.sizeBytes);
}

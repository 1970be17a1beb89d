// siginfo_t as bytes, both ways. Knows the layout of riscv64 and nothing of who sends.
import { siCodes, signals } from '../../abi/signals.js';
import { siginfoSize } from '../../abi/signal-frame.js';
import type { SignalInfo } from '../task/signal-state.js';

const faults: ReadonlySet<number> = new Set([signals.SIGSEGV, signals.SIGBUS, signals.SIGILL, signals.SIGFPE, signals.SIGTRAP]);

/** @see sigaction(2) "The siginfo_t argument" */
export function encodeSignalInfo(info: SignalInfo): Uint8Array {
  const bytes = new Uint8Array(siginfoSize);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, info.signo, true);
  view.setInt32(8, info.code, true);
  if (faults.has(info.signo) && info.code > 0 && info.code !== siCodes.SI_KERNEL) {
    view.setBigUint64(16, BigInt.asUintN(64, info.address ?? 0n), true);
    return bytes;
  }
  view.setInt32(16, info.pid ?? 0, true);
  view.setUint32(20, info.uid ?? 0, true);
  if (info.signo === signals.SIGCHLD && info.code > 0) {
    view.setInt32(24, info.status ?? 0, true);
    view.setBigInt64(32, BigInt(info.utimeTicks ?? 0), true);
    view.setBigInt64(40, BigInt(info.stimeTicks ?? 0), true);
  } else {
    view.setBigUint64(24, BigInt.asUintN(64, info.value ?? 0n), true);
  }
  return bytes;
}

/** What rt_sigqueueinfo(2) is given: code, sender and value; the number comes from its own argument. */
export function decodeSignalInfo(bytes: Uint8Array, signo: number): SignalInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    signo,
    code: view.getInt32(8, true),
    pid: view.getInt32(16, true),
    uid: view.getUint32(20, true),
    value: view.getBigUint64(24, true),
  };
}

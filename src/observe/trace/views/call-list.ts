// A trace's system calls and signals as strace -f -tt -T lists them. Knows no file format.
import { signals } from '../../../abi/signals.js';
import type { CallLine, ReturnLine, TraceLine } from '../lines.js';
import { plain, seconds } from './columns.js';

/** @see wait(2): the low 7 bits are the signal, the next byte the exit code */
function endText(status: number): string {
  const signo = status & 0x7f;
  return signo === 0 ? `+++ exited with ${(status >> 8) & 0xff} +++` : `+++ killed by ${signalName(signo)} +++`;
}

function signalName(signo: number): string {
  return Object.entries(signals).find(([, number]) => number === signo)?.[0] ?? `SIGRT_${signo}`;
}

function callText({ name, args }: CallLine): string {
  return plain(`${name}(${args.join(', ')})`);
}

function resultText({ result, errno }: ReturnLine): string {
  if (result === '?') return '? ERESTARTSYS';
  return plain(errno === undefined ? result : `${result} ${errno}`);
}

/** A call stands where it began; those that have not returned when the trace ends follow at the end. */
export function* callList(lines: readonly TraceLine[]): Generator<string> {
  const open = new Map<number, CallLine>();
  const row = (tid: number, ns: number, text: string): string => `${String(tid).padEnd(5)} ${seconds(ns)} ${text}`;
  for (const line of lines) {
    if (line.event === 'call') open.set(line.tid, line);
    else if (line.event === 'return') {
      const call = open.get(line.tid);
      open.delete(line.tid);
      if (call !== undefined) yield row(line.tid, call.ns, `${callText(call)} = ${resultText(line)} <${seconds(line.ns - call.ns)}>`);
    } else if (line.event === 'signal') yield row(line.tid, line.ns, `--- ${signalName(line.signo)} (${plain(line.action)}) ---`);
    else if (line.event === 'exit') {
      const call = open.get(line.tid);
      open.delete(line.tid);
      if (call !== undefined) yield row(line.tid, call.ns, `${callText(call)} = ?`);
      yield row(line.tid, line.ns, endText(line.status));
    }
  }
  for (const call of open.values()) yield row(call.tid, call.ns, `${callText(call)} <unfinished ...>`);
}

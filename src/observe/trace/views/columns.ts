// Times, names and places as all views write them. Knows no event.
import type { PlaceFields } from '../lines.js';

/** Seconds with nine digits, as strace(1) and perf(1) print times. */
export function seconds(ns: number): string {
  return `${Math.floor(ns / 1e9)}.${String(Math.floor(ns % 1e9)).padStart(9, '0')}`;
}

export function milliseconds(ns: number): string {
  return (ns / 1e6).toFixed(6);
}

/** `sh (12)`, harmless to a terminal. */
export function taskName(tid: number, comm: string): string {
  return tid === 0 ? '<idle>' : `${plain(comm)} (${tid})`;
}

/** Without control characters: programs choose their names. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
}

/** ` [sccp+0xe <- write]`: the function and its caller, else the place in the file, else the address; nothing when the trace does not say. */
export function placeText({ pc, file, symbol, caller, offset }: PlaceFields): string {
  const place = symbol ?? (file === undefined || offset === undefined ? pc : `${file}+${offset}`);
  if (place === undefined) return '';
  return plain(caller === undefined ? ` [${place}]` : ` [${place} <- ${caller}]`);
}

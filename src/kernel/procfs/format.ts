// How /proc spells things: numbered fields, labelled lines, ticks, masks. Knows no process.

/** USER_HZ: clock ticks per second in /proc. @see sysconf(_SC_CLK_TCK) */
export const HERTZ = 100;

const NS_PER_TICK = 1_000_000_000 / HERTZ;

/** Whole clock ticks in `ns` nanoseconds. */
export function ticks(ns: number): number {
  return Math.floor(ns / NS_PER_TICK);
}

/** Seconds with `digits` decimals, cut off and not rounded, as Linux prints times. */
export function seconds(ns: number, digits: number): string {
  const scale = 10 ** digits;
  const units = Math.floor((ns / 1e9) * scale + 1e-9);
  return `${Math.floor(units / scale)}.${String(units % scale).padStart(digits, '0')}`;
}

/** Milliseconds with six decimals, as /proc/[pid]/sched prints nanoseconds. */
export function milliseconds(ns: number): string {
  return `${Math.floor(ns / 1e6)}.${String(Math.floor(ns % 1e6)).padStart(6, '0')}`;
}

export type Field = string | number | bigint;

/** One line of `count` fields by their number in the manual; a hole is a visible zero. */
export function line(count: number, fields: Readonly<Record<number, Field>>): string {
  let text = `${fields[1] ?? 0}`;
  for (let number = 2; number <= count; number++) text += ` ${fields[number] ?? 0}`;
  return `${text}\n`;
}

/** Lines `label:\tvalue`, as /proc/[pid]/status has them. */
export function labelled(rows: Iterable<readonly [label: string, value: Field]>): string {
  let text = '';
  for (const [label, value] of rows) text += `${label}:\t${value}\n`;
  return text;
}

/** Kibibytes right-aligned in 8 places, as in status and smaps: `     132 kB`. */
export function kilobytes(bytes: number): string {
  return `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;
}

/** 16 hexadecimal digits: signal masks, capability sets, registers. */
export function hex64(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}

/** Numbers as Linux lists sets of cpus: `0-3,6`. */
export function rangeList(members: readonly number[]): string {
  const ranges: string[] = [];
  let first: number | undefined;
  members.forEach((member, index) => {
    first ??= member;
    if (members[index + 1] === member + 1) return;
    ranges.push(first === member ? `${member}` : `${first}-${member}`);
    first = undefined;
  });
  return ranges.join(',');
}

/** A set of cpus as hexadecimal words of 32 bits, the highest first and no wider than the number of cpus asks: `f`, `00,0000000f`. */
export function cpuMask(members: Iterable<number>, cpus: number): string {
  const words = Array.from({ length: Math.ceil(cpus / 32) }, () => 0n);
  for (const member of members) words[member >> 5] = (words[member >> 5] ?? 0n) | (1n << BigInt(member & 31));
  const highest = Math.ceil((cpus % 32 || 32) / 4);
  return words
    .map((word, index) => word.toString(16).padStart(index === words.length - 1 ? highest : 8, '0'))
    .toReversed()
    .join(',');
}

/** As Linux escapes paths in mounts and maps: space, tab, newline and backslash become octal. */
export function escaped(text: string, characters = ' \t\n\\'): string {
  let out = '';
  for (const character of text) {
    out += characters.includes(character) ? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}` : character;
  }
  return out;
}

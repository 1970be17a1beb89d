// What a parser of /proc relies on: labels and their order, kinds of numbers, widths of columns. Values are taken away.
import { readFileSync } from 'node:fs';

export type Golden = Readonly<Record<string, string | { readonly errno: string }>>;

/** What scripts/golden/capture-proc-shapes.ts saw on Linux. */
export function golden(state: string): Golden {
  return JSON.parse(readFileSync(new URL(`../../golden/proc/${state}.json`, import.meta.url), 'utf8')) as Golden;
}

/** Lines without the end of the last one. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Labels whose value is a name, a list or a mask of its own length. */
const freeValues: readonly (readonly [pattern: RegExp, shape: string])[] = [
  [/^Name:\t.+$/, 'Name:\tWORD'],
  [/^Groups:\t(\d+ )* ?$/, 'Groups:\tLIST'],
  [/^(Cpus|Mems)_allowed:\t[0-9a-f,]+$/, '$1_allowed:\tMASK'],
  [/^(Cpus|Mems)_allowed_list:\t[\d,-]+$/, '$1_allowed_list:\tLIST'],
  [/^VmFlags:( [a-z]{2})+ $/, 'VmFlags:LETTERS'],
  [/^.+ \(\d+, #threads: \d+\)$/, 'WORD (N, #threads: N)'],
  [/^softirq( \d+){11}$/, 'softirq NUMBERS'],
  [/^(cpu {2})(\d+ ){9}\d+$/, '$1NUMBERS'],
  [/^intr( \d+)+ *$/, 'intr NUMBERS'],
  [/^(Max .{22})(?=(?:unlimited|\d+) *(?:unlimited|\d+) *\D*$).{42}/, '$1LIMITS '],
];

/** A line without its values: N a whole number, N.2 one with two decimals, >8 one right-aligned to 8 places, H16 sixteen hexadecimal digits. */
export function shapeOf(line: string): string {
  for (const [pattern, shape] of freeValues) if (pattern.test(line)) return line.replace(pattern, shape);
  return line
    .replace(/\b[0-9a-f]{16}\b/g, 'H16')
    .replace(/\b0x[0-9a-f]+/g, 'XHEX')
    .replace(
      / {2,}-?\d+(\.\d+)?/g,
      (number, decimals: string | undefined) => `>${number.length}${decimals ? `.${decimals.length - 1}` : ''}`,
    )
    .replace(/(?<![A-Za-z_>.\d])-?\d+\.(\d+)/g, (_, decimals: string) => `N.${decimals.length}`)
    .replace(/(?<![A-Za-z_>.\d])-?\d+/g, 'N');
}

/** What stands before the colon, tab or space of a line. */
export function labelOf(line: string): string {
  return /^[^:\t]+?(?=\s*:|\t| +\d)/.exec(line)?.[0] ?? line;
}

/** `part` without what is not in `whole`, and whether the rest stands in the same order. */
export function isInOrder(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const label of part) {
    const found = whole.indexOf(label, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

/** One line of maps: addresses, rights, offset, device, inode, and the name behind column 73. */
export const mapsLine = /^[0-9a-f]{8,16}-[0-9a-f]{8,16} [r-][w-][x-][ps] [0-9a-f]{8,} [0-9a-f]{2,}:[0-9a-f]{2,} \d+ (\n| *[[/].+\n)$/;

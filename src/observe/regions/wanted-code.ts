// How code is named by who wants to see it. Knows no region.

/** Code by an address in it, or by the name of its function. */
export type WantedCode = { readonly address: number } | { readonly symbol: string };

/** What the user typed: `0x10234` or a symbol; undefined when it can be neither. */
export function parseWantedCode(text: string): WantedCode | undefined {
  if (/^0x[0-9a-f]{1,12}$/i.test(text)) return { address: Number(text) };
  return /^[A-Za-z_.$][A-Za-z0-9_.$@]*$/.test(text) ? { symbol: text } : undefined;
}

// What the command line asks the benchmarks for. Knows no suite.

export interface Asked {
  /** The suites that are wanted, each with the names of its parts; none: all of them. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly quick: boolean;
}

/** Reads `[SUITE[:PART,...]...] [--quick]`; no suite: all. A text says what is wrong. `known`: the parts of each suite. */
export function asked(words: readonly string[], known: ReadonlyMap<string, readonly string[]>): Asked | string {
  const option = words.find((word) => word.startsWith('-') && word !== '--quick');
  if (option !== undefined) return `unknown option '${option}': there is only --quick`;
  const names = words.filter((word) => word !== '--quick');
  const parts = new Map<string, readonly string[]>();
  for (const word of names) {
    const [suite = '', ...rest] = word.split(':');
    const only = rest.join(':').split(',').filter(Boolean);
    const wrong = problem(suite, only, known);
    if (wrong !== undefined) return wrong;
    parts.set(suite, only);
  }
  const all = [...known.keys()].map((name): [string, string[]] => [name, []]);
  return { parts: names.length > 0 ? parts : new Map(all), quick: words.includes('--quick') };
}

function problem(suite: string, only: readonly string[], known: ReadonlyMap<string, readonly string[]>): string | undefined {
  const parts = known.get(suite);
  if (parts === undefined) return `unknown suite '${suite}': give some of ${[...known.keys()].join(', ')}`;
  const odd = only.find((part) => !parts.includes(part));
  if (odd === undefined) return undefined;
  return `suite '${suite}' has no part '${odd}': ${parts.length === 0 ? 'give its name alone' : `give some of ${parts.join(', ')}`}`;
}

// Which of some names may have been meant by a wrong one. Knows no study.

const mostNames = 5;

/** Insertions, deletions and changes of one letter that lead from `a` to `b`. @see Levenshtein 1966 */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** How far `name` is from what was typed: less for one that has it in it, and for one whose last part is near. */
function rank(typed: string, name: string): number {
  const lower = name.toLowerCase();
  if (lower.includes(typed)) return 0;
  const parts = typed.split('.').filter((part) => part !== '');
  if (parts.length > 1 && parts.every((part) => lower.includes(part))) return 0.5;
  const tail = lower.split('.').slice(-parts.length).join('.');
  return Math.min(distance(typed, lower), distance(typed, tail));
}

/** The nearest of `names`, best first; none when all are far off. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const most = Math.min(wanted.length / 2, Math.max(2, wanted.length / 3));
  const ranked = names.map((name) => ({ name, off: rank(wanted, name) })).filter(({ off }) => off <= most);
  return ranked
    .sort((a, b) => a.off - b.off)
    .slice(0, mostNames)
    .map(({ name }) => name);
}

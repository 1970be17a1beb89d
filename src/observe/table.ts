// Columns of text. Knows nothing of what it aligns.

/** A table with a head line; columns named in `right` are aligned to the right. Ends with a newline. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return padded.join('  ').trimEnd();
  };
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

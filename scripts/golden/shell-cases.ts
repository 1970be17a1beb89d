// Reads the shell scripts in shell-cases/: many short cases in one file, each under a line "#= what it shows". Knows no shell.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ShellCase {
  readonly name: string;
  readonly script: string;
  /** The only shell that knows this, when it is no standard. */
  readonly only: 'bash' | 'dash' | undefined;
}

const folder = fileURLToPath(new URL('shell-cases', import.meta.url));

function parseCase(text: string): ShellCase {
  const end = text.indexOf('\n');
  const heading = text.slice(0, end);
  const only = heading.endsWith(' [bash]') ? 'bash' : heading.endsWith(' [dash]') ? 'dash' : undefined;
  return { name: heading.replace(/ \[(ba|da)sh\]$/, ''), script: text.slice(end + 1), only };
}

/** The cases by topic, which is the file's name. */
export function readShellCases(): Map<string, readonly ShellCase[]> {
  const files = readdirSync(folder).sort();
  return new Map(
    files.map((file) => {
      const parts = readFileSync(join(folder, file), 'utf8').split(/^#= /m).slice(1);
      return [basename(file, '.sh'), parts.map(parseCase)];
    }),
  );
}

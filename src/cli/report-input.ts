// Reads a report that an earlier run wrote, and says in one line why a file is none. Knows no command.
import type { Report } from '../observe/report-schema.js';
import { CliFailure } from './failure.js';
import { readHostFile } from './host-files.js';

const remedy = 'write one with "vivarium run --report FILE.json ELF"';

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliFailure('not JSON', file, remedy);
  }
}

/** The report in `file`. */
export async function readReport(file: string): Promise<Report> {
  const value = parsed(new TextDecoder().decode(readHostFile(file)), file);
  const { reportSchema } = await import('../observe/report-schema.js');
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new CliFailure('not a report of Vivarium', `${file}: ${place}${issue?.message ?? 'wrong shape'}`, remedy);
}

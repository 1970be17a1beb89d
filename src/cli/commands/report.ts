// `vivarium report FILE.json`: a report as tables; with --schema, what a report is.
import { usageFailure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { readReport } from '../report-input.js';

export async function report({ operands, options }: Invocation): Promise<number> {
  const [file] = operands;
  if (options.schema) {
    if (file !== undefined) throw usageFailure('--schema reads no file', 'command report', 'leave the file out');
    const { reportJsonSchema } = await import('../../observe/report-schema.js');
    process.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
    return 0;
  }
  if (file === undefined) throw usageFailure('no report is named', 'command report', 'give a FILE.json, or --schema');
  const { reportText } = await import('../../observe/report-text.js');
  process.stdout.write(reportText(await readReport(file)));
  return 0;
}

// `vivarium compare A.json B.json`: two reports side by side.
import { compareReports, comparisonText } from '../../observe/report-comparison.js';
import type { Invocation } from '../invocation.js';
import { readReport } from '../report-input.js';

export async function compare({ operands, options }: Invocation): Promise<number> {
  const [first = '', second = ''] = operands;
  const comparison = compareReports(await readReport(first), await readReport(second));
  process.stdout.write(options.json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison, [first, second]));
  return 0;
}

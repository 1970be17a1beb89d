// A small run and its report, for tests.
import type { Report } from '../../src/observe/report-schema.js';
import { reportOf } from '../../src/observe/report.js';
import { type BootOptions, boot } from '../../src/system/boot.js';

/** Computing, forking, waiting, pipes, threads of other programs, and a name that is hard to print. */
const script = `
cp /bin/true '/tmp/a b'
spin 3 & spin 3 & ring 3 64 20 &
for i in 1 2 3; do '/tmp/a b'; done
seq 200 | sort | wc -l
wait
`;

export async function reportForTest(options: BootOptions = {}, line = script): Promise<Report> {
  const os = await boot(options);
  const { pid } = os.spawn('/bin/sh', ['-c', line], { stdio: 'null' });
  os.run({ untilExit: pid, untilNs: 20e9 });
  if (os.endOf(pid)?.status !== 0) throw new Error('the script failed');
  return reportOf(os.kernel, os.engine);
}

// `vivarium top [ARGS]`: the bundled top over the demo's processes.
import { startDemo } from '../demo-processes.js';
import { runGuest } from '../guest-program.js';
import type { Invocation } from '../invocation.js';
import { useSystem } from '../report-output.js';

/** Simulated time that the processes get before top looks. */
const headStartNs = 200e6;

export async function top({ operands, options }: Invocation): Promise<number> {
  return useSystem(options, async (os) => {
    startDemo(os);
    os.run({ untilNs: headStartNs });
    return await runGuest(os, { path: '/bin/top', args: operands }, options);
  });
}

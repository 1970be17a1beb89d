// Bare `vivarium`: a shell among the demo's processes on a terminal, the demo as text without one.
import { startDemo } from '../demo-processes.js';
import { runGuest } from '../guest-program.js';
import type { Invocation } from '../invocation.js';
import { useSystem } from '../report-output.js';
import { hasTerminal } from '../terminal.js';

const welcome = `Vivarium: a small operating system on simulated RISC-V cores. Try: top   ps   cat /proc/2/maps   cat /proc/2/pcb   help
The demo's processes are running. Ctrl-D or "exit" leaves, Ctrl-] always does.
`;

export async function shell(invocation: Invocation): Promise<number> {
  if (!hasTerminal()) return (await import('./demo.js')).demo(invocation);
  return useSystem(invocation.options, async (os) => {
    startDemo(os);
    process.stdout.write(welcome);
    return await runGuest(os, { path: '/bin/sh', args: ['-l'] }, invocation.options);
  });
}

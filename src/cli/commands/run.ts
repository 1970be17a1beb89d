// `vivarium run ELF [ARGS]`: a program from the host's disk.
import { basename } from 'node:path';
import { elfProblem } from '../elf-check.js';
import { CliFailure } from '../failure.js';
import { runGuest } from '../guest-program.js';
import { readHostFile } from '../host-files.js';
import type { Invocation } from '../invocation.js';
import { checkDumpRegion } from '../region-output.js';
import { useSystem } from '../report-output.js';

/** The program lies in the guest's /root under its own name. */
export async function run({ operands, options }: Invocation): Promise<number> {
  const [file = '', ...args] = operands;
  const bytes = readHostFile(file);
  const problem = elfProblem(bytes);
  if (problem !== undefined) throw new CliFailure(problem.what, file, problem.remedy);
  checkDumpRegion(options, bytes);
  return useSystem(options, async (os) => {
    const path = `/root/${basename(file)}`;
    os.install(path, bytes);
    return await runGuest(os, { path, args, name: file, argv0: file, copies: options.copies ?? 1 }, options);
  });
}

// A process of its own for a run of guest programs, so that each measurement begins with nothing compiled. What it is asked stands in its first argument, as JSON;
// the second is the library's address. What it has measured goes to standard output. It is bundled before it runs, so that no loader has a part in it.
import { readFileSync } from 'node:fs';
import type { Vivarium } from '../../src/system/boot.js';
import { counts, runIn } from './guest-program.js';
import type { Crowd, CrowdSpeed, GuestAnswer, GuestRequest } from './guest-process.js';
import { cpuMs } from './measure.js';

/** What a step of a crowd's run may execute on all cores together, about: nanoseconds of one core. */
const stepNs = 10e6;

/** Runs a crowd of programs that never end until it has executed so many instructions. */
function execute(os: Vivarium, instructions: number): CrowdSpeed {
  const before = counts(os);
  let after = before;
  const ms = cpuMs(() => {
    while (after.instructions - before.instructions < instructions) {
      os.run({ untilNs: os.nowNs + stepNs / os.cores });
      after = counts(os);
    }
  });
  return { cpuMs: ms, instructions: after.instructions - before.instructions };
}

function crowdSpeed(os: Vivarium, { path, args }: GuestRequest, { copies, warmUp, instructions }: Crowd): CrowdSpeed {
  for (let count = 0; count < copies; count++) os.spawn(path, args, { stdio: 'null' });
  execute(os, warmUp);
  return execute(os, instructions);
}

async function answer(request: GuestRequest, library: string): Promise<GuestAnswer> {
  const { path, args, host, options, times = 1, crowd } = request;
  const { boot } = (await import(library)) as typeof import('../../src/system/boot.js');
  const os = await boot({ seed: 1, ...options });
  if (host !== undefined) os.install(path, readFileSync(host));
  if (crowd !== undefined) return { runs: [], crowd: crowdSpeed(os, request, crowd) };
  return { runs: Array.from({ length: times }, () => runIn(os, path, args)) };
}

const [request = '', library = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await answer(JSON.parse(request) as GuestRequest, library)));

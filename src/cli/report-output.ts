// What a run leaves when it ends: its report where the user wants it, and the check of its books. Knows no command.
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkLedger } from '../kernel/ledger/check-ledger.js';
import type { KernelState } from '../kernel/kernel-state.js';
import type { Vivarium } from '../system/vivarium.js';
import { bootWith } from './booting.js';
import { CliFailure, failureLine } from './failure.js';
import { hostFailure } from './host-files.js';
import type { Options } from './options.js';
import { openRegionDump, type RegionDump } from './region-output.js';

/** `--report -`. */
const standardOutput = '-';

/**
 * Boots with the user's options, does `work` with the system, and then reports and checks as the options say: also when the work failed.
 * Returns the work's exit status.
 */
export async function useSystem(options: Options, work: (os: Vivarium) => Promise<number>): Promise<number> {
  checkTarget(options.report);
  const dump = await openRegionDump(options);
  const os = await bootWith(options, dump?.listener);
  dump?.attach(os);
  try {
    const status = await work(os).catch(async (error: unknown) => {
      await conclude(os, options, dump).catch((second: unknown) => process.stderr.write(`${failureLine(second)}\n`));
      throw error;
    });
    await conclude(os, options, dump);
    return status;
  } finally {
    os.close();
  }
}

/** Says before a long run what would be said after it. */
function checkTarget(file: string | undefined): void {
  if (file === undefined || file === standardOutput) return;
  try {
    const exists = existsSync(file);
    if (exists && statSync(file).isDirectory())
      throw new CliFailure('a directory, not a file', reportPlace(file), 'give the path of a file');
    accessSync(exists ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw writeFailure(error, file);
  }
}

function reportPlace(file: string): string {
  return `--report ${file}`;
}

function writeFailure(error: unknown, file: string): CliFailure {
  return error instanceof CliFailure ? error : hostFailure(error, reportPlace(file));
}

async function conclude(os: Vivarium, options: Options, dump: RegionDump | undefined): Promise<void> {
  if (options.report !== undefined) await writeReport(os, options.report, options.json ?? options.report.endsWith('.json'));
  if (options.checkLedger) checkBooks(os.kernel);
  await dump?.write();
}

async function writeReport(os: Vivarium, file: string, json: boolean): Promise<void> {
  const { reportOf } = await import('../observe/report.js');
  const report = reportOf(os.kernel, os.engine);
  const text = json ? `${JSON.stringify(report, null, 2)}\n` : (await import('../observe/report-text.js')).reportText(report);
  if (file === standardOutput) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw writeFailure(error, file);
  }
}

/** @throws CliFailure when a cycle is lost or counted twice */
export function checkBooks({ ledger, machine, tasks }: KernelState): void {
  try {
    checkLedger(ledger, machine, tasks.tasks.values());
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new CliFailure('the ledger does not balance', what, 'report it with the command line: this is a bug of Vivarium');
  }
}

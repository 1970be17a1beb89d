// `vivarium study [NAME]`: lists the studies or runs one. Knows what is typed and printed; the studies are below.
import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { studies } from '../../studies/catalogue.js';
import { machineProblem, withMachineParameters } from '../../studies/machine-parameters.js';
import { axes, type Problem, type Setting } from '../../studies/parameters.js';
import { listJson, outcomeCsv, outcomeJson } from '../../studies/report-data.js';
import { introText, listText, outcomeText } from '../../studies/report-text.js';
import { codeVersion, folderCache, noCache, type ResultCache } from '../../studies/result-cache.js';
import type { StudyBoot } from '../../studies/run.js';
import { RunFailure, runStudy, type StudyOutcome } from '../../studies/run-study.js';
import type { Study, Value } from '../../studies/study.js';
import { CliFailure, usageFailure } from '../failure.js';
import { hostFailure } from '../host-files.js';
import type { Invocation } from '../invocation.js';
import type { Options } from '../options.js';
import { profileFrom } from '../profile-file.js';
import { ProgressBar } from '../progress-bar.js';
import { studyFrom } from '../study-file.js';

const interruptedStatus = 130;
const notPredictedStatus = 1;

function cacheFor(options: Options): ResultCache {
  if (options.cache !== undefined) return noCache;
  const base = process.env['XDG_CACHE_HOME'];
  return folderCache(join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'vivarium/studies'));
}

function refuse({ problem }: Problem): never {
  throw usageFailure(problem.what, problem.where, problem.remedy);
}

/** The study with those parameters of the machine that it sweeps or the user names. */
async function variable(study: Study, { set = [], sweep = [], profile }: Options): Promise<Study> {
  const keys = [...Object.keys(study.sweep), ...[...set, ...sweep].map(({ key }) => key)];
  return withMachineParameters(study, keys, profile && (await profileFrom(profile)));
}

function axesOf(study: Study, options: Options): Map<string, readonly Value[]> {
  const sets: readonly Setting[] = options.set ?? [];
  const many = sets.find(({ values }) => values.length > 1);
  if (many !== undefined)
    throw usageFailure(`several values for ${many.key}`, 'option --set', `--sweep ${many.key}=${many.values.join(',')}`);
  const chosen = axes(study, sets, options.sweep ?? []);
  if ('problem' in chosen) return refuse(chosen);
  const impossible = machineProblem(study, chosen);
  return impossible === undefined ? chosen : refuse(impossible);
}

/** The typed machine options; a policy that the study itself varies is refused. */
async function bootOf(study: Study, { policy, profile, seed }: Options): Promise<StudyBoot> {
  if (policy !== undefined && Object.hasOwn(study.parameters, 'policy')) {
    throw usageFailure('option --policy means nothing here', `study ${study.name}`, `--set policy=${policy}`);
  }
  // With parameters of the machine among its own, the study's runs are of that profile already.
  return { policy, profile: study.ownParameters === undefined && profile ? await profileFrom(profile) : undefined, seed };
}

/** Runs `work`; the first Ctrl-C aborts it, the second ends everything. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Every run of the grid listens.
  setMaxListeners(0, controller.signal);
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function outcomeOf(study: Study, programFile: string | undefined, options: Options): Promise<StudyOutcome> {
  const chosen = axesOf(study, options);
  const boot = await bootOf(study, options);
  const { localExecutor, workerFile } = await import('../../studies/local-executor.js');
  const executor = localExecutor(options.jobs ?? availableParallelism());
  const bar = new ProgressBar(process.stderr);
  const plan = { study, axes: chosen, boot, programFile, executor, cache: cacheFor(options), version: codeVersion(workerFile()) };
  try {
    return await interruptible((signal) =>
      runStudy({ ...plan, signal, progress: (done, all, fromCache) => bar.show(done, all, fromCache, performance.now()) }),
    );
  } catch (error) {
    if (error instanceof RunFailure) throw new CliFailure(error.message, `study ${study.name}, ${error.where}`, 'try other values');
    if (error instanceof RangeError && error.message.startsWith('boot: ')) {
      throw new CliFailure(error.message.slice('boot: '.length), `study ${study.name}`, 'give a value in the range');
    }
    throw error;
  } finally {
    bar.clear();
    await executor.close();
  }
}

function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw hostFailure(error, path);
  }
}

async function writeFiles(study: Study, outcome: StudyOutcome, { svg, html }: Options): Promise<void> {
  if (outcome.rows.length === 0) return;
  if (svg !== undefined) writeOut(svg, `${(await import('../../studies/report-svg.js')).outcomeSvg(study, outcome.rows)}\n`);
  if (html !== undefined) writeOut(html, (await import('../../studies/report-html.js')).outcomeHtml(study, outcome));
}

function report(study: Study, outcome: StudyOutcome, { json, csv }: Options): string {
  if (json) return outcomeJson(study, outcome);
  return csv ? outcomeCsv(outcome) : `${introText(study)}${outcomeText(study, outcome)}`;
}

/** Exit status: 0 as predicted or nothing to judge, 1 not as predicted, 130 interrupted. */
export async function study({ operands, options }: Invocation): Promise<number> {
  const [name] = operands;
  if (options.json && options.csv) throw usageFailure('--json and --csv exclude each other', 'command study', 'give one of them');
  if (name === undefined) {
    process.stdout.write(options.json ? listJson(studies) : listText(studies));
    return 0;
  }
  const { study: found, programFile } = await studyFrom(name);
  const chosen = await variable(found, options);
  const outcome = await outcomeOf(chosen, programFile, options);
  process.stdout.write(report(chosen, outcome, options));
  await writeFiles(chosen, outcome, options);
  if (outcome.verdict !== undefined) return outcome.verdict.ok || outcome.verdict.missing === true ? 0 : notPredictedStatus;
  const kept = options.cache === undefined ? 'the same command goes on from there' : 'nothing was kept: leave out --no-cache';
  process.stderr.write(`vivarium: interrupted: ${outcome.rows.length} of ${outcome.points} points done: ${kept}\n`);
  return interruptedStatus;
}

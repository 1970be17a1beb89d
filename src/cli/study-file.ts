// Finds the study that the user named: a built-in one, a JSON file or a module. Runs nothing.
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { studies } from '../studies/catalogue.js';
import type { Study } from '../studies/study.js';
import { isStudy, userStudy } from '../studies/user-study.js';
import { elfProblem } from './elf-check.js';
import { CliFailure, usageFailure } from './failure.js';
import { readHostFile } from './host-files.js';
import { profileFrom, profileOfFields } from './profile-file.js';

/** A study and the host's file of its program; undefined: a program of /bin. */
export interface FoundStudy {
  readonly study: Study;
  readonly programFile: string | undefined;
}

/** A program beside the study's file, checked. */
function programBeside(file: string, program: unknown): string | undefined {
  if (typeof program !== 'string') return undefined;
  const path = resolve(dirname(file), program);
  const wrong = elfProblem(readHostFile(path));
  if (wrong !== undefined) throw new CliFailure(wrong.what, path, wrong.remedy);
  return path;
}

/** The study on a machine that its file describes, or names by a path that begins beside it. */
async function onMachine(study: Study, machine: unknown, file: string): Promise<Study> {
  if (machine === undefined) return study;
  const beside = typeof machine === 'string' ? (resolve(dirname(file), machine) as `${string}.json`) : undefined;
  const profile = beside === undefined ? await profileOfFields(machine, `${file}, boot.profile`) : await profileFrom(beside);
  return {
    ...study,
    program: (point) => {
      const spec = study.program(point);
      return { ...spec, boot: { ...spec.boot, profile } };
    },
  };
}

async function fromJson(file: string): Promise<FoundStudy> {
  const loaded = userStudy(new TextDecoder().decode(readHostFile(file)), file);
  if ('problem' in loaded) throw usageFailure(loaded.problem.what, loaded.problem.where, loaded.problem.remedy);
  return { study: await onMachine(loaded.study, loaded.machine, file), programFile: programBeside(file, loaded.program) };
}

async function fromModule(file: string): Promise<FoundStudy> {
  readHostFile(file);
  let module: { readonly study?: unknown; readonly programFile?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as typeof module;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliFailure('Node cannot load it', file, `${reason.split('\n')[0] ?? reason}; a .mjs file always works`);
  }
  if (!isStudy(module.study)) throw usageFailure("exports no study named 'study'", file, 'see "Studies" in the README for its fields');
  return { study: module.study, programFile: programBeside(file, module.programFile) };
}

/** @throws CliFailure that names the right ones */
export async function studyFrom(name: string): Promise<FoundStudy> {
  const builtIn = studies.find((study) => study.name === name);
  if (builtIn !== undefined) return { study: builtIn, programFile: undefined };
  const extension = extname(name);
  if (extension === '.json') return fromJson(name);
  if (['.mjs', '.js', '.ts', '.mts'].includes(extension)) return fromModule(name);
  throw usageFailure(
    `unknown study '${name}'`,
    'command study',
    `there are ${studies.map((study) => study.name).join(', ')}; or give a .json file`,
  );
}

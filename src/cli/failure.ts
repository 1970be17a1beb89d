// How the command line says no: one line that tells what, where and what to do. Knows no command.

/** Exit status of a wrong command line. */
export const usageStatus = 2;

/** Exit status when Vivarium itself refuses or fails, as env(1) and docker(1) have it. */
export const refusalStatus = 125;

/** A refusal that the user can do something about. Thrown anywhere in the cli, printed once in main. */
export class CliFailure extends Error {
  readonly status: number;

  /**
   * @param what   what is wrong: `bad value '65'`
   * @param where  where it stands: `option --cores`
   * @param remedy what to do: `give a whole number from 1 to 64`
   * @param status exit status: 2 for a wrong command line, 125 for all else
   */
  constructor(what: string, where: string, remedy: string, status: number = refusalStatus) {
    super(oneLine(`${what}: ${where}: ${remedy}`));
    this.status = status;
  }
}

/** A refusal whose line someone else wrote, with its where, what and what to do in it. */
export function plainFailure(line: string): CliFailure {
  const [where = line, ...rest] = line.split(': ');
  const [what = '', remedy = ''] = rest.join(': ').split('; ');
  return new CliFailure(what, where, remedy);
}

/** A wrong command line. */
export function usageFailure(what: string, where: string, remedy: string): CliFailure {
  return new CliFailure(what, where, remedy, usageStatus);
}

/** What is said when a host stream takes no more, though somebody reads it. */
export function outputFailure({ message }: Error, name: string): CliFailure {
  return new CliFailure(`cannot write to ${name}`, message, 'make room, or send it elsewhere');
}

/** Control characters, line ends among them, shown as `\x0a`, so that a message stays one line and harms no terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** The line for any error that reaches the top: no stack trace, the reader of which could do nothing with it. */
export function failureLine(error: unknown): string {
  if (error instanceof CliFailure) return `vivarium: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  return `vivarium: internal error: ${oneLine(message)}: report it with the command line; VIVARIUM_DEBUG=1 prints where it arose`;
}

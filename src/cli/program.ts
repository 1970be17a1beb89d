// Turns the tables of commands and options into a commander program. Knows no command's work.
import { Command, CommanderError, Option } from 'commander';
import { type CommandRow, commands, rootCommand } from './commands.js';
import { type CliFailure, usageFailure } from './failure.js';
import type { Invocation } from './invocation.js';
import { loaders } from './loaders.js';
import { type OptionName, type Options, options, parseOption } from './options.js';

function optionOf(name: OptionName): Option {
  const row = options[name];
  const words = typeof row.offers === 'object' ? ` (${row.offers.join(', ')})` : '';
  const initial = row.initial === undefined ? '' : ` [${row.initial}]`;
  const option = new Option(row.flags, `${row.summary}${words}${initial}`);
  if (row.repeatable) option.argParser((text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text]);
  return option;
}

function examplesText(row: CommandRow): string {
  const lines = row.examples.map(([command, meaning]) => `  $ ${command}\n      ${meaning}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

function exitStatusText(row: CommandRow): string {
  if (!row.options.includes('cores')) return '';
  return "\nExit status: the guest's own (128+n when signal n ended it), 2 for a wrong command line, 125 when Vivarium refuses or fails.";
}

/** Gives `command` what its row says. */
function describe(command: Command, row: CommandRow): Command {
  command.description(row.summary).exitOverride().showSuggestionAfterError(false).allowExcessArguments(false);
  command.configureOutput({ writeErr: () => undefined });
  for (const operand of row.operands) command.argument(operand.form, operand.summary);
  for (const name of row.options) command.addOption(optionOf(name));
  if (row.passThrough) command.passThroughOptions();
  if (row.foreignOptions) command.allowUnknownOption();
  return command.addHelpText('after', `${examplesText(row)}\n${exitStatusText(row)}`.trimEnd());
}

function attributeOf(name: OptionName): string {
  return optionOf(name).attributeName();
}

/** The values that the user typed for `row`'s options, checked. */
function typedOptions(command: Command, row: CommandRow): Options {
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of row.options) {
    const attribute = attributeOf(name);
    if (command.getOptionValueSource(attribute) !== 'cli') continue;
    const raw: unknown = command.getOptionValue(attribute);
    if (typeof raw === 'boolean') values[name] = raw;
    else if (Array.isArray(raw)) values[name] = raw.map((text: string) => parseOption(name, text));
    else values[name] = parseOption(name, String(raw));
  }
  return values as Options;
}

/** Options before a command's name count for the command, if it has them. */
function inherited(root: Command, row: CommandRow): Options {
  const given = typedOptions(root, rootCommand);
  const names = Object.keys(given) as OptionName[];
  const foreign = names.find((name) => !row.options.includes(name));
  if (foreign !== undefined) {
    throw usageFailure(`option ${options[foreign].flags.split(' ')[0]} means nothing here`, `command ${row.name}`, 'leave it out');
  }
  return given;
}

/** The line for what commander refused. */
function translate(error: CommanderError, argv: readonly string[]): CliFailure {
  const name = commands.find((row) => row.name === argv.find((word) => !word.startsWith('-')))?.name;
  const where = name === undefined ? 'the command line' : `command ${name}`;
  const remedy = `see "vivarium${name === undefined ? '' : ` ${name}`} --help"`;
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return usageFailure(first, where, suggestion ? `${suggestion.replace(/[()]/g, '')} ${remedy}` : remedy);
}

/** Reads `argv` (without node and script), runs the command it names and returns the exit status. */
export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  let chosen: { row: CommandRow; invocation: Invocation } | undefined;
  const root = describe(new Command('vivarium'), rootCommand).version(version, '-V, --version', 'print the version');
  root.usage('[options] [command]').enablePositionalOptions().argument('[command]');
  root.helpCommand('help [command]', 'help of a command');
  for (const row of commands) {
    const command = describe(root.command(row.name), row);
    command.action(() => {
      chosen = { row, invocation: { operands: command.args, options: { ...inherited(root, row), ...typedOptions(command, row) } } };
    });
  }
  root.action((word: string | undefined) => {
    if (word !== undefined) throw usageFailure(`unknown command '${word}'`, 'the command line', unknownRemedy(word));
    chosen = { row: rootCommand, invocation: { operands: [], options: typedOptions(root, rootCommand) } };
  });
  try {
    root.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw translate(error, argv);
  }
  if (chosen === undefined) return 0;
  const load = loaders[chosen.row.name];
  if (load === undefined) throw new Error(`command ${chosen.row.name} has a row and no work`);
  return (await load())(chosen.invocation);
}

function unknownRemedy(word: string): string {
  const near = commands.find((row) => row.name.startsWith(word.slice(0, 2)));
  const file = /[./]/.test(word) ? `to run a program: "vivarium run ${word}"; ` : '';
  return `${file}${near === undefined ? '' : `did you mean "vivarium ${near.name}"? `}see "vivarium --help"`;
}

// `vivarium completion SHELL`: scripts made from the tables of commands and options. Knows no machine.
import { type CommandRow, commands, rootCommand } from '../commands.js';
import { usageFailure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { longFlag, type OptionName, options } from '../options.js';

/** Words offered after an option: its values, or undefined when a path or free text follows. */
function words(name: OptionName): string | undefined {
  const { offers } = options[name];
  return typeof offers === 'object' ? offers.join(' ') : undefined;
}

function takesValue(name: OptionName): boolean {
  return options[name].flags.includes('<');
}

function flagsOf(row: CommandRow): string {
  return [...row.options.map(longFlag), '--help'].join(' ');
}

function optionNames(): OptionName[] {
  return Object.keys(options) as OptionName[];
}

function operandWords(row: CommandRow): string {
  const [first] = row.operands;
  return typeof first?.offers === 'object' ? first.offers.join(' ') : '';
}

function bash(): string {
  const values = optionNames()
    .filter(takesValue)
    .map((name) => {
      const reply = words(name) === undefined ? 'compgen -f -- "$word"' : `compgen -W '${words(name)}' -- "$word"`;
      return `    ${longFlag(name)}) mapfile -t COMPREPLY < <(${reply}); return ;;`;
    });
  const cases = commands.map((row) => `    ${row.name}) flags='${flagsOf(row)}'; operands='${operandWords(row)}' ;;`);
  return `# bash completion of vivarium
_vivarium() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' flags operands index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in ${commands.map((row) => row.name).join('|')}) command=\${COMP_WORDS[index]}; break ;; esac
  done
  case $previous in
${values.join('\n')}
  esac
  case $command in
${cases.join('\n')}
    *) flags='${flagsOf(rootCommand)} --version'; operands='${commands.map((row) => row.name).join(' ')} help' ;;
  esac
  if [[ $word == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
  elif [[ -n $operands ]]; then mapfile -t COMPREPLY < <(compgen -W "$operands" -- "$word")
  else mapfile -t COMPREPLY < <(compgen -f -- "$word"); fi
}
complete -o filenames -F _vivarium vivarium
`;
}

/** Text inside single quotes of zsh's _arguments, where brackets and colons have a meaning. */
function zshText(text: string): string {
  return text.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
}

function zshOption(name: OptionName): string {
  const choice = words(name);
  const value = takesValue(name) ? `:value:${choice === undefined ? '_files' : `(${choice})`}` : '';
  return `'${options[name].repeatable ? '*' : ''}${longFlag(name)}[${zshText(options[name].summary)}]${value}'`;
}

function zsh(): string {
  const describe = commands.map((row) => `    '${row.name}:${zshText(row.summary)}'`);
  const cases = commands.map((row) => {
    const first = operandWords(row) === '' ? "'*:file:_files'" : `'1:operand:(${operandWords(row)})'`;
    return `    ${row.name}) _arguments ${[...row.options.map(zshOption), first].join(' ')} ;;`;
  });
  return `#compdef vivarium
_vivarium() {
  local -a names
  names=(
${describe.join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then _describe command names; return; fi
  case $words[2] in
${cases.join('\n')}
    *) _arguments ${rootCommand.options.map(zshOption).join(' ')} ;;
  esac
}
compdef _vivarium vivarium
`;
}

function fishOption(row: CommandRow, name: OptionName): string {
  const when = row === rootCommand ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${row.name}`;
  const choice = words(name);
  const value = !takesValue(name) ? '' : choice === undefined ? ' -r' : ` -x -a '${choice}'`;
  const summary = options[name].summary.replaceAll("'", "\\'");
  return `complete -c vivarium -n '${when}' -l ${longFlag(name).slice(2)}${value} -d '${summary}'`;
}

function fish(): string {
  const names = commands.map((row) => {
    return `complete -c vivarium -n __fish_use_subcommand -f -a ${row.name} -d '${row.summary.replaceAll("'", "\\'")}'`;
  });
  const offers = commands
    .filter((row) => operandWords(row) !== '')
    .map((row) => `complete -c vivarium -n '__fish_seen_subcommand_from ${row.name}' -f -a '${operandWords(row)}'`);
  const flags = [rootCommand, ...commands].flatMap((row) => row.options.map((name) => fishOption(row, name)));
  return `# fish completion of vivarium\n${[...names, ...offers, ...flags].join('\n')}\n`;
}

const scripts: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** Prints the script; the shell's name is the operand. */
export async function completion({ operands }: Invocation): Promise<number> {
  const [shell = ''] = operands;
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) throw usageFailure(`unknown shell '${shell}'`, 'command completion', 'give bash, zsh or fish');
  process.stdout.write(script());
  return 0;
}

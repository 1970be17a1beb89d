// Every option of the command line, one row each: its help, its completion, its check and its type come from the row. Knows no command.
import { defaultPolicyName } from '../kernel/sched/policies.js';
import { isPolicyText, parsePolicy, policyAccepts, policyNames } from '../kernel/sched/policy-text.js';
import { parseTime, timeText } from '../kernel/sched/time-text.js';
import { parseWantedCode } from '../observe/regions/wanted-code.js';
import { type HostMount, parseMount } from '../stores/host-folder.js';
import { usageFailure } from './failure.js';
import { parseProfile, profileNames } from './profile-file.js';
import { parseSize, parseWhole, sizeText } from './quantities.js';

/** One option. `parse` gets what the user typed and returns its value, or undefined when it is wrong. */
export interface OptionRow<T> {
  /** As commander writes it: `--cores <n>`; angle brackets mean a value must follow. */
  readonly flags: string;
  readonly summary: string;
  /** What a right value is, as the end of a sentence: `a whole number from 1 to 64`. Shown in errors. */
  readonly accepts: string;
  readonly parse: (text: string) => T | undefined;
  /** Where more can be said of a wrong text than `accepts`. */
  readonly remedy?: (text: string) => string;
  /** Values to offer: the words themselves, or what kind of path. */
  readonly offers?: readonly string[] | 'file' | 'directory';
  /** The default, as the user would type it. */
  readonly initial?: string;
  readonly repeatable?: boolean;
}

function row<T>(option: OptionRow<T>): OptionRow<T> {
  return option;
}

function within<T extends number>(value: T | undefined, low: number, high: number): T | undefined {
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

function oneOf<const W extends readonly string[]>(flags: string, summary: string, words: W, initial?: W[number]): OptionRow<W[number]> {
  const accepts = words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  const parse = (text: string): W[number] | undefined => words.find((word) => word === text);
  return { flags, summary, accepts, parse, offers: words, ...(initial === undefined ? {} : { initial }) };
}

/** A switch: no value, true when given. */
function flag(flags: string, summary: string): OptionRow<boolean> {
  return { flags, summary, accepts: 'no value', parse: (text) => text === 'true' };
}

const smallestMemory = 16 * 2 ** 20;
const largestMemory = 3.5 * 2 ** 30;
const shortestQuantum = 10_000;
const longestQuantum = 10e9;
const shortestTick = 100_000;
const longestTick = 1e9;

function policyRemedy(text: string): string {
  const choice = parsePolicy(text);
  return 'remedy' in choice ? choice.remedy : policyAccepts;
}

function parseMountOption(text: string): HostMount | undefined {
  const mount = parseMount(text);
  return 'problem' in mount ? undefined : mount;
}

function parseSetting(text: string): { readonly key: string; readonly value: string } | undefined {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text);
  return match === null ? undefined : { key: match[1] ?? '', value: match[2] ?? '' };
}

/** A study's parameter and the values typed for it. */
function parseChoice(text: string): { readonly key: string; readonly values: readonly string[] } | undefined {
  const match = /^([A-Za-z_][A-Za-z0-9_.-]*)=(.+)$/s.exec(text);
  const values = match?.[2]?.split(',') ?? [];
  return match === null || values.includes('') ? undefined : { key: match[1] ?? '', values };
}

/** A file on the host that is written. */
function outputFile(flags: string, summary: string): OptionRow<string> {
  return { flags, summary, accepts: 'a path on the host', parse: (text) => (text === '' ? undefined : text), offers: 'file' };
}

/** A built-in profile or a file. */
const profileValue = { accepts: `${profileNames.join(', ')} or the path of a .json file`, parse: parseProfile, offers: profileNames };

/** All options by the name under which their value is passed on. */
export const options = {
  cores: row({
    flags: '--cores <n>',
    summary: "simulated cores (harts); default: the profile's",
    accepts: 'a whole number from 1 to 64',
    parse: (text) => within(parseWhole(text), 1, 64),
  }),
  policy: row({
    flags: '--policy <name[:parameter=value,...]>',
    summary: 'scheduling policy, below the real-time classes',
    accepts: policyAccepts,
    parse: (text) => (isPolicyText(text) ? text : undefined),
    remedy: policyRemedy,
    offers: policyNames,
    initial: defaultPolicyName,
  }),
  quantum: row({
    flags: '--quantum <time>',
    summary: 'longest time a task runs while others wait',
    accepts: `a time from ${timeText(shortestQuantum)} to ${timeText(longestQuantum)}, such as 10ms`,
    parse: (text) => within(parseTime(text), shortestQuantum, longestQuantum),
  }),
  tick: row({
    flags: '--tick <time>',
    summary: "time between two ticks of a busy core's timer",
    accepts: `a time from ${timeText(shortestTick)} to ${timeText(longestTick)}, such as 4ms`,
    parse: (text) => within(parseTime(text), shortestTick, longestTick),
    initial: '10ms',
  }),
  balance: flag('--no-balance', 'cores take no waiting tasks from each other'),
  pcb: oneOf(
    '--pcb <name>',
    'when a switch stores and loads the f registers; lazy: where they changed, eager: always',
    ['lazy', 'eager'],
    'lazy',
  ),
  asid: oneOf('--asid <on|off>', "whether address space identifiers keep translations over a switch; default: the profile's", [
    'on',
    'off',
  ]),
  profile: row({
    flags: '--profile <name|file.json>',
    summary: "the machine's frequency, cores, caches and costs, or a file that describes them",
    ...profileValue,
    initial: 'textbook',
  }),
  show: row({ flags: '--show <name|file.json>', summary: 'every parameter of one profile, with unit and source', ...profileValue }),
  seed: row({
    flags: '--seed <n>',
    summary: 'seed of all randomness; the same seed gives the same history',
    accepts: 'a whole number from 0 to 4294967295',
    parse: (text) => within(parseWhole(text), 0, 0xffff_ffff),
    initial: '1',
  }),
  memory: row({
    flags: '--memory <size>',
    summary: 'RAM of the machine',
    accepts: `a size from ${sizeText(smallestMemory)} to ${sizeText(largestMemory)}, such as 256M`,
    parse: (text) => within(parseSize(text), smallestMemory, largestMemory),
    initial: '256M',
  }),
  timing: oneOf(
    '--timing <name>',
    'full: caches and TLBs cost what they cost; none: instructions and kernel paths only',
    ['full', 'none'],
    'full',
  ),
  engine: oneOf(
    '--engine <name>',
    'what executes instructions, with the same history: auto translates what is hot, interpreter nothing, reference is slow and plain',
    ['auto', 'interpreter', 'reference'],
    'auto',
  ),
  mount: row({
    flags: '--mount <host:guest[:ro|:rw]>',
    summary: 'a host folder inside the system, read-only unless :rw is given; repeatable',
    accepts: 'HOST:GUEST, HOST:GUEST:ro or HOST:GUEST:rw, where GUEST begins with /',
    parse: parseMountOption,
    offers: 'directory',
    repeatable: true,
  }),
  maxTime: row({
    flags: '--max-time <time>',
    summary: 'end after this much simulated time',
    accepts: 'a time of at least 1us, such as 10s',
    parse: (text) => within(parseTime(text), 1000, Number.MAX_SAFE_INTEGER),
  }),
  aslr: flag('--no-aslr', 'the same addresses in every run, whatever the seed'),
  pace: oneOf('--pace <name>', 'real: the clock follows the host; max: flat out (default: real on a terminal)', ['real', 'max']),
  env: row({
    flags: '--env <key=value>',
    summary: "a variable of the program's environment; repeatable",
    accepts: 'KEY=VALUE',
    parse: parseSetting,
    repeatable: true,
  }),
  cwd: row({
    flags: '--cwd <dir>',
    summary: 'working directory inside the system',
    accepts: 'a path inside the system that begins with /',
    parse: (text) => (text.startsWith('/') && !text.includes('\0') ? text : undefined),
  }),
  report: row({
    flags: '--report <file>',
    summary: 'at the end, what each core, task, switch and system call has cost; - is standard output; JSON with --json or a name in .json',
    accepts: 'a path on the host, or -',
    parse: (text) => (text === '' ? undefined : text),
    offers: 'file',
  }),
  checkLedger: flag('--check-ledger', 'at the end, check that every cycle is accounted for; status 125 when one is not'),
  schema: flag('--schema', 'print the JSON Schema of such files'),
  json: flag('--json', 'report as JSON'),
  logLevel: oneOf(
    '--log-level <level>',
    'log to stderr as NDJSON with simulated time',
    ['silent', 'error', 'warn', 'info', 'debug'],
    'silent',
  ),
  trace: row({
    flags: '--trace <file>',
    summary:
      'write every switch, wake-up, system call, fault and signal, with symbols, to a file: .ndjson, or .pftrace for ui.perfetto.dev',
    accepts: 'a path on the host that ends in .ndjson or .pftrace',
    parse: (text) => (/[^/]\.(ndjson|pftrace)$/.test(text) ? text : undefined),
    offers: 'file',
  }),
  view: oneOf('--view <name>', 'how a trace is shown', ['timeline', 'strace', 'sched'], 'timeline'),
  symbols: flag('--symbols', 'with strace and sched: in which function each call was made and each turn ended'),
  dumpRegion: row({
    flags: '--dump-region <address|symbol>',
    summary:
      'at the end, on standard error: the hot code at an address of the program, or of a function, as it was translated: guest code, structure, WebAssembly',
    accepts: 'an address such as 0x10234, or the name of a function',
    parse: parseWantedCode,
  }),
  copies: row({
    flags: '--copies <n>',
    summary: 'start the program this many times at once',
    accepts: 'a whole number from 1 to 10000',
    parse: (text) => within(parseWhole(text), 1, 10_000),
    initial: '1',
  }),
  command: row({
    flags: '-c, --command <script>',
    summary: 'the script to run, instead of an interactive shell',
    accepts: 'a shell script',
    parse: (text) => text,
  }),
  set: row({
    flags: '--set <key=value>',
    summary: 'a parameter of the study or of the machine (hierarchy.l1d.ways) takes this value; repeatable',
    accepts: 'KEY=VALUE',
    parse: parseChoice,
    repeatable: true,
  }),
  sweep: row({
    flags: '--sweep <key=a,b,...>',
    summary: 'a parameter of the study or of the machine takes these values; repeatable: all combinations are run',
    accepts: 'KEY=VALUE,VALUE,...',
    parse: parseChoice,
    repeatable: true,
  }),
  csv: flag('--csv', 'report as CSV, one line for each point'),
  svg: outputFile('--svg <file>', 'draw the chart into this file'),
  html: outputFile('--html <file>', 'write a page with chart, table and verdict that needs nothing else'),
  jobs: row({
    flags: '--jobs <n>',
    summary: 'runs at the same time; the result is the same (default: the cores of this host)',
    accepts: 'a whole number from 1 to 256',
    parse: (text) => within(parseWhole(text), 1, 256),
  }),
  cache: flag('--no-cache', 'run everything again, and keep nothing'),
  output: row({
    flags: '-o, --output <file>',
    summary: 'where the ELF file goes',
    accepts: 'a path on the host',
    parse: (text) => (text === '' ? undefined : text),
    offers: 'file',
    initial: 'a.out',
  }),
} as const;

export type OptionName = keyof typeof options;

/** What an option's row parses to. */
export type OptionValue<K extends OptionName> = NonNullable<ReturnType<(typeof options)[K]['parse']>>;

type Repeatable = 'mount' | 'env' | 'set' | 'sweep';

/** The options of one invocation, checked. */
export type Options = {
  readonly [K in OptionName]?: K extends Repeatable ? readonly OptionValue<K>[] : OptionValue<K>;
};

/** The long form: `--cores`. */
export function longFlag(name: OptionName): string {
  return /--[a-z-]+/.exec(options[name].flags)?.[0] ?? name;
}

/** Checks one typed value; throws what the user should read. */
export function parseOption(name: OptionName, text: string): unknown {
  const { parse, accepts, remedy }: OptionRow<unknown> = options[name];
  const value = parse(text);
  if (value === undefined) throw usageFailure(`bad value '${text}'`, `option ${longFlag(name)}`, `give ${remedy?.(text) ?? accepts}`);
  return value;
}

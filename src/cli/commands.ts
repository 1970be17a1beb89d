// Every command, one row each: help, completion and dispatch read the row. Knows no command's work.
import type { OptionName } from './options.js';

/** What stands after a command's name. */
export interface OperandRow {
  /** As commander writes it: `<elf>`, `[args...]`. */
  readonly form: string;
  readonly summary: string;
  readonly offers?: readonly string[] | 'file';
}

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly OperandRow[];
  readonly options: readonly OptionName[];
  /** Options end at the first operand; all that follows belongs to the guest's program. */
  readonly passThrough?: boolean;
  /** Options that Vivarium does not know belong to the guest's program too. */
  readonly foreignOptions?: boolean;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/** Options of every command that boots. */
const machineOptions: readonly OptionName[] = [
  ...([
    'cores',
    'policy',
    'quantum',
    'tick',
    'balance',
    'pcb',
    'profile',
    'asid',
    'seed',
    'memory',
    'timing',
    'engine',
    'mount',
    'maxTime',
    'aslr',
    'pace',
    'env',
    'cwd',
  ] as const),
  'logLevel',
  'trace',
  'report',
  'checkLedger',
  'json',
];

/** What bare `vivarium` does; its row has no name of its own. */
export const rootCommand: CommandRow = {
  name: 'vivarium',
  summary: 'A mini operating system you can see through: real RV64 programs on simulated cores, everything visible in /proc.',
  operands: [],
  options: machineOptions,
  examples: [
    ['vivarium', 'a shell inside the system, with the demo running; without a terminal: the demo as text'],
    ['vivarium --cores 4 --policy rr', 'the same on four cores under round robin'],
    ['vivarium run prog.elf 1 2 3', 'a program from the host'],
  ],
};

export const commands: readonly CommandRow[] = [
  {
    name: 'run',
    summary: "run an RV64 Linux ELF from the host's disk",
    operands: [
      { form: '<elf>', summary: 'the program; options stand before it', offers: 'file' },
      { form: '[args...]', summary: "the program's own arguments" },
    ],
    options: [...machineOptions, 'copies', 'dumpRegion'],
    passThrough: true,
    examples: [
      ['vivarium run hello.elf', 'its output, its exit status'],
      ['vivarium run --copies 8 --cores 4 spin.elf 100', 'eight processes of one program on four cores'],
      ['vivarium run --report - --check-ledger spin.elf 100', 'what the run has cost, and whether its books balance'],
      ['vivarium run --dump-region main prog.elf 2>main.txt', 'how its hot code became WebAssembly'],
      ['echo text | vivarium run --mount .:/mnt cat.elf - /mnt/file', 'stdin passed through, a host folder inside'],
    ],
  },
  {
    name: 'sh',
    summary: "the guest's shell: interactive, or a script",
    operands: [{ form: '[args...]', summary: "a script's file inside the system and its arguments" }],
    options: [...machineOptions, 'command'],
    passThrough: true,
    examples: [
      ['vivarium sh', 'an interactive shell'],
      ["vivarium sh -c 'spin 50 & spin 50 & ps; wait'", 'two processes and the table that shows them'],
      ["vivarium sh -c 'cat /proc/self/maps'", 'the address space of one process'],
    ],
  },
  {
    name: 'top',
    summary: "the bundled top over the demo's processes",
    operands: [{ form: '[args...]', summary: "top's own arguments" }],
    options: machineOptions,
    passThrough: true,
    foreignOptions: true,
    examples: [
      ['vivarium top', 'full screen; q quits'],
      ['vivarium top -b -n 1', 'one screen as text'],
    ],
  },
  {
    name: 'demo',
    summary: 'processes, their memory, a saved PCB, a context switch and a system call with their costs',
    operands: [],
    options: machineOptions,
    examples: [
      ['vivarium demo', 'the tour as text, the same to the byte each time'],
      ['vivarium demo --cores 4 --seed 7', 'another machine, another history'],
      ['vivarium demo --json', 'the same facts as JSON'],
    ],
  },
  {
    name: 'report',
    summary: 'a report that --report wrote, as tables; or the JSON Schema of reports',
    operands: [{ form: '[file]', summary: 'a report in JSON', offers: 'file' }],
    options: ['schema'],
    examples: [
      ['vivarium report a.json', 'what that run has cost'],
      ['vivarium report --schema > report.schema.json', 'for programs that check or read reports'],
    ],
  },
  {
    name: 'compare',
    summary: 'two reports side by side, with ratios',
    operands: [
      { form: '<a>', summary: 'a report in JSON', offers: 'file' },
      { form: '<b>', summary: 'another', offers: 'file' },
    ],
    options: ['json'],
    examples: [
      ['vivarium compare rr.json eevdf.json', 'what the other policy changed'],
      ['vivarium compare --json a.json b.json', 'the same as JSON'],
    ],
  },
  {
    name: 'cc',
    summary: "compile C for the guest with npm's zig",
    operands: [
      { form: '<file>', summary: 'a C file on the host', offers: 'file' },
      { form: '[args...]', summary: 'more files or compiler flags, after --' },
    ],
    options: ['output'],
    examples: [
      ['vivarium cc hello.c -o hello.elf', 'a static RV64 Linux program'],
      ['vivarium cc hello.c -o hello.elf -- -O3 -g', 'with flags for the compiler'],
    ],
  },
  {
    name: 'profiles',
    summary: 'the machines that --profile knows, with every cost and its source',
    operands: [],
    options: ['show', 'json', 'schema'],
    examples: [
      ['vivarium profiles', 'as a table'],
      ['vivarium profiles --json', 'as JSON'],
      ['vivarium profiles --show board', 'every parameter with unit and source'],
      ['vivarium profiles --show board --json > mine.json', 'a file to change and give to --profile'],
      ['vivarium profiles --schema > profile.schema.json', 'for editors and programs that check such files'],
    ],
  },
  {
    name: 'trace',
    summary: 'show a file that --trace wrote',
    operands: [
      { form: '<action>', summary: 'show', offers: ['show'] },
      { form: '<file>', summary: 'the .ndjson or .pftrace file', offers: 'file' },
    ],
    options: ['view', 'symbols'],
    examples: [
      ['vivarium trace show out.pftrace', 'who had which core, switch by switch'],
      ['vivarium trace show out.ndjson --view strace', 'the system calls with their arguments, results and times'],
      ['vivarium trace show out.ndjson --view strace --symbols', 'and the functions that made them: write+0x14'],
      ['vivarium trace show out.ndjson --view sched', 'each turn on a core, then delays per task'],
    ],
  },
  {
    name: 'study',
    summary: 'ask the machine a question: sweep, table, chart, verdict; without a name: the list',
    operands: [{ form: '[name]', summary: "a study's name, or a file: .json, .mjs or .ts", offers: 'file' }],
    options: ['set', 'sweep', 'profile', 'policy', 'seed', 'json', 'csv', 'svg', 'html', 'jobs', 'cache'],
    examples: [
      ['vivarium study', 'the studies and what they ask'],
      ['vivarium study quantum', 'what round robin loses to switching'],
      ['vivarium study quantum --sweep quantum=100,1000 --sweep tasks=2,8', 'another grid'],
      [
        'vivarium study ladder --sweep hierarchy.l1d.sizeBytes=16K,32K,64K',
        'machines with other caches: any field that "vivarium profiles --show textbook" lists',
      ],
      ['vivarium study tick --set events.trapEntry=500 --set bytes=4K', 'a dearer way into the kernel'],
      ['vivarium study ladder --profile mine.json', 'your own machine'],
      ['vivarium study ladder --html ladder.html', 'a page to show'],
    ],
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    operands: [{ form: '<shell>', summary: 'bash, zsh or fish', offers: ['bash', 'zsh', 'fish'] }],
    options: [],
    examples: [
      ['source <(vivarium completion bash)', 'for this bash'],
      ['vivarium completion fish > ~/.config/fish/completions/vivarium.fish', 'for every fish'],
    ],
  },
];

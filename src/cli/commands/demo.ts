// `vivarium demo`: a tour of one running system as text or JSON, the same to the byte each time.
import type { CallReceipt, SwitchReceipt } from '../../kernel/ledger/receipt.js';
import { type CoreTotals, coreTotals } from '../../observe/core-totals.js';
import type { GuestProcess } from '../../system/guest-process.js';
import type { Vivarium } from '../../system/vivarium.js';
import { startDemo } from '../demo-processes.js';
import type { Invocation } from '../invocation.js';
import { useSystem } from '../report-output.js';
import { table } from '../../observe/table.js';

/** Simulated time that the processes run before they are looked at: less on many or fast cores, so that no tour takes the host long. */
const longestRunNs = 300e6;
const mostCycles = 1.2e9;

function runNsOn({ cores, profileHz }: Vivarium): number {
  return Math.min(longestRunNs, Math.round((mostCycles * 1e9) / (cores * profileHz)));
}

/** Everything the tour shows. */
interface Tour {
  readonly cores: number;
  readonly seconds: number;
  readonly table: string;
  readonly pid: number;
  readonly maps: string;
  readonly status: string;
  readonly pcbPid: number;
  readonly pcb: string;
  readonly contextSwitch: SwitchReceipt | undefined;
  readonly systemCall: CallReceipt | undefined;
  readonly totals: readonly CoreTotals[];
}

function outputOf(os: Vivarium, path: string, args: readonly string[]): string {
  const pipes = os.pipes();
  const child = os.spawn(path, args, { stdio: pipes, env: { COLUMNS: '100' } });
  os.run({ untilExit: child.pid });
  return new TextDecoder().decode(pipes.stdout.read());
}

/** A process whose registers lie in its PCB at this moment, if possible one that was running before. */
function offCore(os: Vivarium, processes: readonly GuestProcess[]): number {
  const running = new Set(os.kernel.scheduler.queues.map((queue) => queue.current?.process.pid));
  const waiting = processes.filter(({ pid }) => os.endOf(pid) === undefined && !running.has(pid));
  return (waiting[0] ?? processes[0])?.pid ?? 1;
}

function gather(os: Vivarium): Tour {
  const processes = startDemo(os);
  os.run({ untilNs: runNsOn(os) });
  // The receipts of the processes that are shown, not of the tools that show them.
  const { lastTaskSwitch: contextSwitch, lastCall: systemCall } = os.kernel.ledger;
  const text = outputOf(os, '/bin/top', ['-b', '-n', '1']);
  const pid = processes[0]?.pid ?? 1;
  const pcbPid = offCore(os, processes);
  const read = (path: string): string => String(os.fs.readFileSync(path, 'utf8'));
  return {
    cores: os.cores,
    seconds: os.nowNs / 1e9,
    table: text,
    pid,
    maps: read(`/proc/${pid}/maps`),
    status: read(`/proc/${pid}/status`),
    pcbPid,
    pcb: read(`/proc/${pcbPid}/pcb`),
    contextSwitch,
    systemCall,
    totals: coreTotals(os.kernel),
  };
}

function party(side: { tid: number; comm: string } | undefined): string {
  return side === undefined ? 'idle' : `${side.comm} (${side.tid})`;
}

function items(rows: readonly (readonly [label: string, cycles: number])[]): string {
  return rows.map(([label, cycles]) => `  ${label.padEnd(28)}${String(cycles).padStart(10)} cycles\n`).join('');
}

function switchText(receipt: SwitchReceipt | undefined): string {
  if (receipt === undefined) return '  none yet\n';
  const why = receipt.channel === undefined ? receipt.reason : `${receipt.reason} in ${receipt.channel}`;
  const head = `  core ${receipt.hart} at ${(receipt.atNs / 1e6).toFixed(6)} ms: ${party(receipt.from)} (${why}) -> ${party(receipt.to)}\n`;
  const { trapIn, pick, save, mmSwitch, restore, trapOut, total } = receipt;
  return (
    head +
    items([
      ['trap in', trapIn],
      ['pick the next task', pick],
      ['save registers to the PCB', save],
      ['switch the address space', mmSwitch],
      ['restore from the PCB', restore],
      ['trap out', trapOut],
      ['total', total],
    ])
  );
}

function callText(receipt: CallReceipt | undefined): string {
  if (receipt === undefined) return '  none yet\n';
  const { hart, atNs, comm, tid, name, result, trapIn, handler, memory, trapOut, total } = receipt;
  const head = `  core ${hart} at ${(atNs / 1e6).toFixed(6)} ms: ${comm} (${tid}): ${name} = ${result}\n`;
  return (
    head +
    items([
      ['trap in', trapIn],
      ['handler', handler],
      ['waiting for memory', memory],
      ['trap out', trapOut],
      ['total', total],
    ])
  );
}

function totalsText(totals: readonly CoreTotals[]): string {
  const head = ['CORE', 'USER', 'KERNEL', 'IDLE', 'CLOCK', 'INSTRUCTIONS', 'SWITCHES', 'CALLS'];
  const rows = totals.map((core) => Object.values(core).map(String));
  return table(head, rows, [0, 1, 2, 3, 4, 5, 6, 7]);
}

function section(title: string, body: string): string {
  return `== ${title}\n${body.endsWith('\n') ? body : `${body}\n`}`;
}

function tourText(tour: Tour): string {
  return [
    section(`Processes on ${tour.cores} cores after ${tour.seconds.toFixed(3)} s (top -b -n 1)`, tour.table),
    section(`Memory of process ${tour.pid} (/proc/${tour.pid}/maps)`, tour.maps),
    section(`State of process ${tour.pid} (/proc/${tour.pid}/status)`, tour.status),
    section(`PCB of process ${tour.pcbPid}, which is off the core (/proc/${tour.pcbPid}/pcb)`, tour.pcb),
    section('A context switch: one process leaves the core, another gets it', switchText(tour.contextSwitch)),
    section('A mode switch: a system call enters the kernel and returns to the same process', callText(tour.systemCall)),
    section('Cycles per core', totalsText(tour.totals)),
  ].join('\n');
}

/** bigint results as decimal text. */
function jsonText(tour: Tour): string {
  return `${JSON.stringify(tour, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
}

export async function demo({ options }: Invocation): Promise<number> {
  return useSystem(options, async (os) => {
    const tour = gather(os);
    process.stdout.write(options.json ? jsonText(tour) : tourText(tour));
    return 0;
  });
}

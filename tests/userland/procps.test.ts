// top, ps and the other tools that read /proc: what they print agrees with the kernel and has the shape of procps.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Vivarium } from '../../src/system/vivarium.js';
import { freshGuest, type Outcome, shell } from './run-in-guest.js';

let os: Vivarium;
beforeAll(async () => {
  os = await freshGuest();
});
afterAll(() => os.close());

const run = (script: string): Outcome => shell(os, script);

/** What a line of shell prints; it must succeed and complain of nothing. */
function output(script: string): string {
  const outcome = run(script);
  expect(outcome).toMatchObject({ code: 0, errors: '' });
  return outcome.output;
}

/** Lines of a table, without its heading, split at blanks. */
const rows = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ +/));

const tools = [
  ...[
    'chrt',
    'dmesg',
    'free',
    'kill',
    'lscpu',
    'nice',
    'nproc',
    'pgrep',
    'pidof',
    'pkill',
    'pmap',
    'ps',
    'renice',
    'taskset',
    'top',
    'uptime',
    'vmstat',
  ],
  'watch',
];

describe('every tool', () => {
  test.each(tools)('%s --help says how it is used', (name) => {
    expect(output(`/bin/${name} --help`)).toMatch(/^usage: [\s\S]*\nexamples?: .+\n/);
  });

  test.each(tools.filter((name) => name !== 'kill'))('%s refuses an unknown option in two lines', (name) => {
    const { code, output: text, errors } = run(`/bin/${name} --bogus`);
    expect(code).toBeGreaterThan(0);
    expect(text).toBe('');
    expect(errors).toMatch(new RegExp(`^${name}: .*--bogus.*\nTry '${name} --help'.\n$`));
  });
});

describe('ps', () => {
  const sleepers = 'sleep 50 & sleep 60 & ';
  const end = '; kill %1 %2; wait';

  test('-ef has the columns of procps and every process', () => {
    const lines = output('ps -ef').split('\n');
    expect(lines[0]).toBe('UID        PID  PPID  C STIME TTY          TIME CMD');
    expect(lines[1]).toMatch(/^root +1 +0 +0 \d\d:\d\d \? +00:00:00 init --wait$/);
  });

  test.each([
    ['ps aux', 'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND'],
    ['ps ax', '  PID TTY      STAT   TIME COMMAND'],
    ['ps -e', '  PID TTY          TIME CMD'],
    ['ps -eF', 'UID        PID  PPID  C    SZ   RSS PSR STIME TTY          TIME CMD'],
    ['ps axl', 'F   UID   PID  PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND'],
    ['ps axj', ' PPID   PID  PGID   SID TTY      TPGID STAT   UID   TIME COMMAND'],
    ['ps -ej', '  PID  PGID   SID TTY          TIME CMD'],
    ['ps -eLf', 'UID        PID  PPID   LWP  C NLWP STIME TTY          TIME CMD'],
    ['ps -eT', '  PID  SPID TTY          TIME CMD'],
    ['ps -eo pid,etime,comm', '  PID     ELAPSED COMMAND'],
    ['ps -eo pid=NUMBER,comm', 'NUMBER COMMAND'],
  ])('%s begins with its heading', (script, heading) => {
    expect(output(script).split('\n')[0]).toBe(heading);
  });

  test('chooses by pid, parent, command and user', () => {
    expect(output('ps -p 1 -o comm=')).toBe('init\n');
    expect(output(`${sleepers}ps -C sleep -o args= --sort -pid${end}`)).toBe('sleep 60\nsleep 50\n');
    expect(output(`${sleepers}ps --ppid $$ -o comm= | sort | uniq -c${end}`)).toMatch(/2 sleep/);
    expect(run('ps -u daemon').code).toBe(1);
    expect(run('ps -p 99999')).toMatchObject({ code: 1, output: '  PID TTY          TIME CMD\n' });
  });

  test('draws the tree of parents and children', () => {
    const text = output(`${sleepers}ps axf -o pid,args${end}`);
    expect(text).toMatch(/sh .*\n +\d+ {2}\\_ sleep 50\n +\d+ {2}\\_ sleep 60\n +\d+ {2}\\_ ps axf/);
  });

  test('shows states, nice values and where a process waits', () => {
    const text = output(`nice -n 3 sleep 50 & sleep 60 & sleep 0.1; kill -STOP %2; ps -o stat=,ni=,wchan= -C sleep; kill -CONT %2${end}`);
    expect(text).toMatch(/^SN +3 \S+\nT +0 \S+\n$/);
  });

  test('refuses what it does not know, in two lines', () => {
    expect(run('ps -o nonsense').errors).toBe("ps: unknown column: nonsense (see --help)\nTry 'ps --help'.\n");
    expect(run('ps --sort nonsense').errors).toBe("ps: unknown sort key: nonsense\nTry 'ps --help'.\n");
    expect(run('ps -p abc').errors).toBe("ps: not a process id: abc\nTry 'ps --help'.\n");
  });
});

describe('top -b', () => {
  const summary =
    /^top - \d\d:\d\d:\d\d up .*, {2}\d+ users?, {2}load average: [\d.]+, [\d.]+, [\d.]+\nTasks: .* total, .* running, .* sleeping, .* stopped, .* zombie\n%Cpu\(s\):.* us,.* sy,.* ni,.* id,.* wa,.* hi,.* si,.* st\nMiB Mem : .*\nMiB Swap: .*\n\n {2}PID USER +PR +NI +VIRT +RES +SHR S +%CPU +%MEM +TIME\+ COMMAND\n/;

  test('prints the summary and the table of procps', () => {
    expect(output('top -b -n 1')).toMatch(summary);
  });

  test('gives two spinners on two cores all of both', () => {
    const text = output('spin 0 & spin 0 & top -b -n 2 -d 1; kill %1 %2; wait');
    const second = text.slice(text.indexOf('\ntop - ') + 1);
    const spinners = rows(second.slice(second.indexOf('  PID'))).filter((row) => row[11] === 'spin');
    expect(spinners.map((row) => Math.round(Number(row[8]) / 10))).toEqual([10, 10]);
    expect(second).toMatch(/^%Cpu\(s\): *9\d\.\d us|^%Cpu\(s\): *100\.0 us/m);
  });

  test('-1 shows each core', () => {
    expect(output('top -b -n 1 -1').match(/^%Cpu[01] {2}:/gm)).toHaveLength(2);
  });

  test('sorts by any column, both ways', () => {
    const pids = (text: string): number[] => rows(text.slice(text.indexOf('  PID'))).map((row) => Number(row[0]));
    const up = pids(output('sleep 1 & top -b -n 1 -o -PID; wait'));
    const down = pids(output('sleep 1 & top -b -n 1 -o PID; wait'));
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(down).toEqual([...down].sort((a, b) => b - a));
    expect(up.length).toBeGreaterThan(2);
  });

  test('sorted by context switches it shows them in place of VIRT and SHR, as wide as before', () => {
    const text = output('spin 20 & spin 20 & spin 20 & top -b -n 1 -o NVCSW -w 80; wait');
    const [head = '', ...lines] = text.slice(text.indexOf('  PID')).trimEnd().split('\n');
    expect(head).toMatch(/^ {2}PID USER +PR +NI +RES +VCSW +NVCSW S +%CPU +%MEM +TIME\+ COMMAND$/);
    expect(head).toHaveLength(output('top -b -n 1').match(/^ {2}PID .*$/m)?.[0].length ?? 0);
    const counts = lines.slice(0, 4).map((line) => Number(line.trim().split(/ +/)[6]));
    expect(counts[0]).toBeGreaterThan(0);
    // The others run on between the sort and the line that shows them.
    const rises = counts.slice(1).map((count, index) => count - (counts[index] ?? 0));
    expect(Math.max(...rises)).toBeLessThanOrEqual(2);
  });

  test('sorted by what the caches do it shows that, as wide as before', () => {
    const text = output('taskset -c 0 ring 4 16K 1000 & sleep 0.02; top -b -n 1 -o %RELOAD; wait');
    const [head = '', ...lines] = text.slice(text.indexOf('  PID')).trimEnd().split('\n');
    expect(head).toMatch(/^ {2}PID USER +PR +NI +IPC +MISSES %RELOAD S +%CPU +%MEM +TIME\+ COMMAND$/);
    expect(head).toHaveLength(output('top -b -n 1').match(/^ {2}PID .*$/m)?.[0].length ?? 0);
    const ring =
      lines
        .find((line) => line.endsWith(' ring'))
        ?.trim()
        .split(/ +/) ?? [];
    expect(Number(ring[4])).toBeGreaterThan(0.05);
    expect(Number(ring[4])).toBeLessThanOrEqual(1);
    expect(Number(ring[5])).toBeGreaterThan(1000);
    expect(Number(ring[6])).toBeGreaterThan(1);
  });

  test('-p watches some processes only, -i leaves out the idle', () => {
    expect(rows(output('top -b -n 1 -p 1').split('\n\n')[1] ?? '')).toHaveLength(1);
    expect(output('spin 0 & sleep 9 & sleep 0.2; top -b -n 1 -i; kill %1 %2; wait')).not.toMatch(/ sleep$/m);
  });

  test('without a terminal asks for -b', () => {
    expect(run('top')).toMatchObject({ code: 1, errors: "top: no terminal; use top -b\nTry 'top --help'.\n" });
  });
});

describe('memory and load', () => {
  test('free adds up to what meminfo says', () => {
    const meminfo = output('cat /proc/meminfo');
    const total = /MemTotal: +(\d+)/.exec(meminfo)?.[1];
    const [memory] = rows(output('free'));
    expect(memory?.[1]).toBe(total);
    expect(output('free -h')).toMatch(/^Mem: +255Mi/m);
    expect(output('free -t -m')).toMatch(/^Total: +255 /m);
  });

  test('pmap lists the regions of maps, and their sizes sum to its total', () => {
    const text = output('sleep 9 & sleep 0.1; pmap -x $!; kill %1; wait');
    const lines = text.split('\n').filter((line) => /^[0-9a-f]{16} /.test(line));
    const sum = lines.reduce((kib, line) => kib + Number(line.trim().split(/ +/)[1]), 0);
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(text).toMatch(new RegExp(`^total kB +${sum} `, 'm'));
    expect(text).toMatch(/^[0-9a-f]{16} +13[26] +\d+ +\d+ rw--- {3}\[ stack \]$/m);
    expect(run('pmap 99999')).toMatchObject({ code: 1, errors: 'pmap: no such process: 99999\n' });
  });

  test('vmstat reports a line an interval', () => {
    const lines = output('vmstat 1 3').trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe(' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st');
    expect(lines[4]).toMatch(/ 100 +0 +0$/);
  });

  test('uptime knows since when', () => {
    expect(output('uptime')).toMatch(/^ \d\d:\d\d:\d\d up .* load average: /);
    expect(output('uptime -s')).toBe('2026-01-01 00:00:00\n');
  });
});

describe('signals and scheduling from the command line', () => {
  test('pgrep and pkill find by name, command line and parent', () => {
    expect(output('sleep 50 & pgrep -c sleep; pgrep -l -P $$ sle; pkill sleep; wait $!; echo $?')).toMatch(/^1\n\d+ sleep\n143\n$/);
    expect(output('sleep 51 & sleep 52 & pgrep -fc "^sleep 5[12]"; pkill -KILL -f "^sleep 52"; wait $!; echo $?; pkill sleep; wait')).toBe(
      '2\n137\n',
    );
    expect(run('pgrep nothing-like-it').code).toBe(1);
    expect(run('pgrep').code).toBe(2);
    expect(run('pgrep "["').code).toBe(2);
  });

  test('kill knows names, numbers and lists', () => {
    expect(output('/bin/kill -l')).toMatch(/^HUP INT QUIT .* SYS\n$/);
    expect(output('/bin/kill -l 9 TERM 143')).toBe('KILL\n15\nTERM\n');
    expect(output('sleep 50 & /bin/kill -s HUP $!; wait $!; echo $?')).toBe('129\n');
    expect(run('/bin/kill 99999')).toMatchObject({ code: 1, errors: 'kill: 99999: No such process\n' });
    expect(run('/bin/kill -NONSENSE 1')).toMatchObject({ code: 1, errors: "kill: unknown signal: NONSENSE\nTry 'kill --help'.\n" });
  });

  test('nice and renice set the value that ps shows', () => {
    expect(output('nice; nice -n 5 nice; nice -7 nice; nice -n 100 nice')).toBe('0\n5\n7\n19\n');
    expect(output('sleep 50 & renice -n 4 -p $! | cut -d" " -f2-; ps -o ni= -p $!; kill $!; wait')).toBe(
      '(process ID) old priority 0, new priority 4\n  4\n',
    );
    expect(run('nice -n 1 no-such-program').code).toBe(127);
  });

  test('taskset confines a program to a core', () => {
    expect(output('taskset -c 1 nproc; nproc; nproc --all')).toBe('1\n2\n2\n');
    expect(output('taskset -c 1 spin 0 & sleep 0.1; ps -o psr= -p $!; taskset -pc $! | cut -d" " -f3-; kill $!; wait')).toBe(
      '  1\ncurrent affinity list: 1\n',
    );
    expect(run('taskset -c 9 true').code).toBe(1);
  });

  test('a nicer spinner gets less of a core', () => {
    const text = output(
      'taskset -c 0 spin 0 & taskset -c 0 nice -n 5 spin 0 & sleep 2; ps -C spin -o ni=,time=,cputime=,pcpu=; pkill spin; wait',
    );
    const shares = text
      .trim()
      .split('\n')
      .map((line) => Number(line.trim().split(/ +/).at(-1)));
    expect((shares[0] ?? 0) / (shares[1] ?? 1)).toBeGreaterThan(2.5);
    expect((shares[0] ?? 0) / (shares[1] ?? 1)).toBeLessThan(3.6);
  });
});

describe('the machine', () => {
  test('lscpu and nproc agree with the cores', () => {
    expect(output('lscpu')).toMatch(/^Architecture: +riscv64\n[\s\S]*^CPU\(s\): +2\n {2}On-line CPU\(s\) list: +0-1\n[\s\S]*sv39\n/m);
  });

  test('dmesg shows how the system came up', () => {
    expect(output('dmesg')).toMatch(/^\[ {4}0\.000000\] Linux version .*\n/);
    expect(output('dmesg -t | head -n 1')).toMatch(/^Linux version/);
  });

  test('watch repeats a command until its output changes or stays', () => {
    expect(output('watch -n 1 -q 2 echo hi')).toBe('hi\nhi\nhi\n');
    expect(output('echo 1 > n; watch -n 1 -g "cat n; echo 2 > n"')).toBe('1\n2\n');
  });
});

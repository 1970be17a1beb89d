// The kernel as a whole: real programs on simulated cores, their histories, their costs, their limits.
import { describe, expect, test } from 'vitest';
import { signaledStatus } from '../../src/abi/wait.js';
import { signals } from '../../src/abi/signals.js';
import { setNice } from '../../src/kernel/sched/parameters.js';
import { policies, type PolicyName } from '../../src/kernel/sched/policies.js';
import type { Process } from '../../src/kernel/task/task.js';
import { pcbPc, pcbX1 } from '../../src/machine/pcb-layout.js';
import { userlandPrograms } from '../../src/stores/userland.js';
import { assemble } from '../machine/assembler.js';
import { TestSystem, type TestSystemOptions } from './boot-for-test.js';
import { elfForTest, plainSegments } from './lifecycle/elf-for-test.js';

function systemWithTools(options: TestSystemOptions = {}): TestSystem {
  const system = new TestSystem(options);
  for (const { name, load } of userlandPrograms()) system.install(`/bin/${name}`, load());
  return system;
}

/** Starts the same program several times. */
function copies(system: TestSystem, count: number, path: string, args: readonly string[] = []): Process[] {
  return Array.from({ length: count }, () => system.spawn(path, args));
}

function runAll(system: TestSystem, processes: readonly Process[]): number[] {
  return processes.map((process) => system.runToEnd(process, 100e9));
}

describe('a program', () => {
  test('prints to the console and ends with its status', () => {
    const { output, status } = systemWithTools().run('/bin/echo', ['hello,', 'world']);
    expect({ output, status }).toEqual({ output: 'hello, world\n', status: 0 });
  });

  test('starts with blank registers but for pc and sp, which lie in its PCB in guest memory', () => {
    const system = systemWithTools();
    const { leader } = system.spawn('/bin/true');
    const { memory } = system.machine;
    const { address } = leader.pcb;
    const registers = Array.from({ length: 31 }, (_, index) => memory.readU64(address + pcbX1 + 8 * index));
    expect(registers.filter((value, index) => value !== 0n && index !== 1)).toEqual([]);
    expect(memory.readU64(address + pcbPc)).toBeGreaterThan(0n);
    expect(leader.pcb.dispatched).toBe(false);
    system.runToEnd(leader.process);
    expect(leader.pcb).toMatchObject({ dispatched: true, saves: 0, restores: 1 });
  });

  test('that cannot be started is refused with an errno and words', () => {
    const system = systemWithTools();
    const refused = system.kernel.spawn({ path: '/bin/nothing', argv: ['nothing'], env: {}, streams: 'null' });
    expect(refused).toMatchObject({ errno: 'ENOENT' });
    expect(system.kernel.state.tasks.tasks.size).toBe(0);
  });
});

describe('history', () => {
  const workload = (options: TestSystemOptions): { hash: string; output: string; cycles: number[] } => {
    const system = systemWithTools(options);
    const processes = [
      ...copies(system, 3, '/bin/spin', ['3']),
      system.spawn('/bin/pingpong', ['20']),
      system.spawn('/bin/forktree', ['3']),
    ];
    runAll(system, processes);
    system.kernel.checkLedger();
    return { hash: system.kernel.historyHash, output: system.output(), cycles: system.machine.harts.map(({ cycles }) => cycles) };
  };

  test('is the same to the cycle every time', () => {
    expect(workload({ seed: 5 })).toEqual(workload({ seed: 5 }));
  });

  test('is the same whichever engine executes', () => {
    const short = (engine: 'reference' | 'interpreter'): unknown => {
      const system = systemWithTools({ engine });
      runAll(system, [system.spawn('/bin/ring', ['3', '256', '5']), system.spawn('/bin/forktree', ['2'])]);
      return { hash: system.kernel.historyHash, output: system.output(), cycles: system.machine.harts.map(({ cycles }) => cycles) };
    };
    expect(short('reference')).toEqual(short('interpreter'));
  });

  test('differs with the seed, which places programs in memory', () => {
    const place = (seed: number): number | undefined => systemWithTools({ seed }).spawn('/bin/true').space?.stackTop;
    expect(place(1)).not.toBe(place(2));
  });
});

describe.each(Object.keys(policies) as PolicyName[])('under %s', (policy) => {
  test('more programs than cores all finish, and every cycle is accounted for', () => {
    const system = systemWithTools({ policy, harts: 2 });
    const processes = copies(system, 5, '/bin/spin', ['20']);
    expect(runAll(system, processes)).toEqual([0, 0, 0, 0, 0]);
    system.kernel.checkLedger();
    const { ledger } = system.kernel.state;
    const used = processes.reduce((sum, { leader }) => sum + leader.counters.utimeCycles, 0);
    expect(used).toBe(ledger.harts.reduce((sum, { cycles }) => sum + (cycles[0] ?? 0), 0));
    expect(system.machine.harts.every(({ cycles }) => cycles > 40e6)).toBe(true);
  });

  test('preempts exactly when the policy has slices', () => {
    const system = systemWithTools({ policy, harts: 1, sliceNs: 1_000_000 });
    const processes = copies(system, 3, '/bin/spin', ['20']);
    runAll(system, processes);
    const preempted = processes.reduce((sum, { leader }) => sum + leader.counters.involuntarySwitches, 0);
    if (policies[policy].quantum !== undefined) expect(preempted).toBeGreaterThan(4);
    else expect(preempted).toBe(0);
  });
});

describe('scheduling', () => {
  test('a preempted program finds its registers again, the floating-point ones included', () => {
    const system = new TestSystem({ harts: 1, policy: 'rr', sliceNs: 20_000 });
    system.install('/bin/floats', keeperProgram(true));
    const processes = copies(system, 4, '/bin/floats');
    expect(runAll(system, processes)).toEqual([0, 0, 0, 0]);
    expect(processes.every(({ leader }) => leader.pcb.fpSaves > 10)).toBe(true);
  });

  test('registers that did not change are not saved: a program without floating point never pays for it', () => {
    const system = new TestSystem({ harts: 1, policy: 'rr', sliceNs: 20_000 });
    system.install('/bin/integers', keeperProgram(false));
    const processes = copies(system, 2, '/bin/integers');
    expect(runAll(system, processes)).toEqual([0, 0]);
    for (const { leader } of processes) {
      expect(leader.pcb.saves).toBeGreaterThan(10);
      expect(leader.pcb).toMatchObject({ fpSaves: 0, fpRestores: 0 });
    }
  });

  test('nice 0 gets three times what nice 5 gets', () => {
    const system = systemWithTools({ harts: 1 });
    const [normal, polite] = [system.spawn('/bin/spin', ['0']), system.spawn('/bin/spin', ['0'])];
    setNice(system.kernel.state, polite.leader, 5);
    system.kernel.run(1e9);
    const ratio = normal.leader.counters.utimeNs / polite.leader.counters.utimeNs;
    expect(Math.abs(ratio - 3.06)).toBeLessThan(3.06 * 0.02);
  });

  test('an idle core takes work from a busy one', () => {
    const system = systemWithTools({ harts: 2 });
    const processes = [system.spawn('/bin/spin', ['5']), ...copies(system, 3, '/bin/spin', ['40'])];
    runAll(system, processes);
    expect(system.kernel.state.scheduler.queues.some(({ pulled }) => pulled > 0)).toBe(true);
  });

  test('nothing happens while everybody sleeps, and time jumps', () => {
    const system = systemWithTools();
    expect(system.runToEnd(system.spawn('/bin/sleep', ['3600']), 4e12)).toBe(0);
    const { ledger, scheduler } = system.kernel.state;
    expect(ledger.harts[0]?.idleNs).toBeGreaterThan(3599e9);
    expect(scheduler.queues.reduce((ticks, queue) => ticks + queue.ticks, 0)).toBeLessThan(5);
  });

  test('the parts of a switch and of a system call add up to their totals', () => {
    const system = systemWithTools({ harts: 1 });
    runAll(system, [system.spawn('/bin/pingpong', ['20'])]);
    const { lastTaskSwitch, lastCall } = system.kernel.state.ledger;
    if (lastTaskSwitch === undefined || lastCall === undefined) throw new Error('there is no receipt');
    const { trapIn, save, pick, mmSwitch, restore, trapOut, total } = lastTaskSwitch;
    expect(trapIn + save + pick + mmSwitch + restore + trapOut).toBe(total);
    expect(Math.min(trapIn, save, pick, restore, trapOut)).toBeGreaterThan(0);
    expect(lastCall.trapIn + lastCall.handler + lastCall.memory + lastCall.trapOut).toBe(lastCall.total);
  });
});

describe('limits', () => {
  test('a fork bomb gets EAGAIN and leaves others unharmed', () => {
    const system = systemWithTools({ maxTasks: 40 });
    const bystander = system.spawn('/bin/spin', ['30']);
    const bomb = system.spawn('/bin/forktree', ['7']);
    expect(runAll(system, [bystander, bomb])[0]).toBe(0);
    expect(system.kernel.state.tasks.tasks.size).toBeLessThanOrEqual(40);
    expect(system.output()).toContain('spin: 30 million');
  });

  test('who takes all memory is killed, the kernel log says so, and the rest goes on', () => {
    const system = systemWithTools({ ramMib: 16 });
    const bystander = system.spawn('/bin/spin', ['30']);
    const hog = system.spawn('/bin/memhog', ['64']);
    expect(runAll(system, [hog, bystander])).toEqual([signaledStatus(signals.SIGKILL), 0]);
    const text = system.kernel.state.log.lines.map((line) => line.text).join('\n');
    expect(text).toMatch(/memhog invoked oom-killer/);
    expect(text).toMatch(/Out of memory: Killed process 2 \(memhog\) total-vm:\d+kB/);
    system.kernel.checkLedger();
  });

  test('everything is given back when programs end', () => {
    const system = systemWithTools();
    system.run('/bin/forktree', ['3']);
    const free = system.kernel.state.memory.frames.freeCount;
    for (let round = 0; round < 3; round++) system.run('/bin/forktree', ['3']);
    expect(system.kernel.state.memory.frames.freeCount).toBe(free);
    expect(system.kernel.state.tasks).toMatchObject({ tasks: new Map(), processes: new Map(), groups: new Map(), sessions: new Map() });
    expect(system.kernel.state.tasks.tasksByUser.size).toBe(0);
    expect(system.kernel.state.scheduler).toMatchObject({ runnable: 0, uninterruptible: 0 });
  });
});

/** Keeps a value of its own in f1, or in s1, and compares it for a while; exits 1 when it is not there any more. */
function keeperProgram(inFloats: boolean): Uint8Array {
  const bytes = elfForTest({ segments: plainSegments });
  const view = new DataView(bytes.buffer);
  const [a0, a7, t0, t1, t2, s1] = [10, 17, 5, 6, 7, 9];
  const code = [
    assemble('addi', { rd: a7, rs1: 0, imm: 172 }),
    assemble('ecall'),
    assemble('addi', { rd: t0, rs1: a0, imm: 1000 }),
    assemble('lui', { rd: t2, imm: 20 << 12 }),
    // Each round writes f1 anew, so that it has to be saved each time.
    inFloats ? assemble('fmv.d.x', { rd: 1, rs1: t0 }) : assemble('addi', { rd: s1, rs1: t0 }),
    assemble('addi', { rd: 0, rs1: 0, imm: 0 }),
    inFloats ? assemble('fmv.x.d', { rd: t1, rs1: 1 }) : assemble('addi', { rd: t1, rs1: s1 }),
    assemble('bne', { rs1: t0, rs2: t1, imm: 20 }),
    assemble('addi', { rd: t2, rs1: t2, imm: -1 }),
    assemble('bne', { rs1: t2, rs2: 0, imm: -20 }),
    assemble('addi', { rd: a0, rs1: 0, imm: 0 }),
    assemble('jal', { rd: 0, imm: 8 }),
    assemble('addi', { rd: a0, rs1: 0, imm: 1 }),
    assemble('addi', { rd: a7, rs1: 0, imm: 94 }),
    assemble('ecall'),
  ];
  for (const [index, word] of code.entries()) view.setUint32(0x200 + 4 * index, word >>> 0, true);
  return bytes;
}

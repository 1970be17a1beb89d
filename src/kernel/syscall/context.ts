// One try of a system call as its handler sees it: the caller, its memory, what earlier tries left. Knows no row.
import type { KernelState } from '../kernel-state.js';
import { doNoted } from '../ledger/kernel-memory.js';
import { type KernelPathName, pathInstructions } from '../ledger/kernel-paths.js';
import type { AddressSpace } from '../mm/address-space.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { UserMemory } from '../mm/user-memory.js';
import type { CallProgress } from '../task/blocked-call.js';
import type { Hart } from '../task/hardware.js';
import type { Process, Task } from '../task/task.js';
import type { SyscallContext } from './syscall.js';

/** The caller's memory, with a count of the bytes that were copied. */
class CountedMemory extends UserMemory {
  copiedBytes = 0;
  /** The hart that copies; its clock advances by what the lines cost, which `waitedCycles` sums. Undefined: the lines are noted. */
  readonly hart: Hart | undefined;
  waitedCycles = 0;
  /** What faults on the way cleared, copied and touched. */
  faultCycles = 0;

  constructor(memory: MemoryManager, space: AddressSpace, hart: Hart | undefined) {
    super(memory, space);
    this.hart = hart;
  }

  protected override copied(pa: number, bytes: number, kind: 'load' | 'store'): void {
    if (this.hart === undefined) {
      super.copied(pa, bytes, kind);
      return;
    }
    const start = this.hart.cycles;
    // What the handler did before comes first.
    doNoted(this.hart, this.work);
    this.hart.touch(pa, bytes, kind);
    this.waitedCycles += this.hart.cycles - start;
  }

  protected override faulted(): void {
    if (this.hart !== undefined) this.faultCycles += doNoted(this.hart, this.work);
  }

  override readBytes(va: bigint, length: number): Uint8Array | 'EFAULT' {
    this.copiedBytes += length;
    return super.readBytes(va, length);
  }

  override writeBytes(va: bigint, bytes: Uint8Array): 0 | 'EFAULT' {
    this.copiedBytes += bytes.length;
    return super.writeBytes(va, bytes);
  }
}

/** The context of one try; the dispatcher reads `extraInstructions` and the memory's counts afterwards. */
export class CallContext implements SyscallContext {
  readonly kernel: KernelState;
  readonly task: Task;
  readonly process: Process;
  readonly hart: Hart;
  /** Undefined while the handler has not asked for it: many calls need none. */
  usedMemory: CountedMemory | undefined = undefined;
  readonly progress: CallProgress;
  readonly nowNs: number;
  extraInstructions = 0;
  /** Paths taken beside the call's own, with their instructions. */
  readonly passes: [path: KernelPathName, instructions: number][] = [];

  readonly #copies: 'charged' | 'noted';

  /** `copies`: whether the hart waits for each copy at once, or somebody charges all of them later. */
  constructor(kernel: KernelState, hart: Hart, task: Task, progress: CallProgress, copies: 'charged' | 'noted') {
    this.kernel = kernel;
    this.task = task;
    this.process = task.process;
    this.hart = hart;
    this.progress = progress;
    this.nowNs = hart.mtimeNs;
    this.#copies = copies;
  }

  get memory(): CountedMemory {
    const { space } = this.process;
    if (space === undefined) throw new Error('a process without memory makes a system call');
    this.usedMemory ??= new CountedMemory(this.kernel.memory, space, this.#copies === 'charged' ? this.hart : undefined);
    return this.usedMemory;
  }

  charge(instructions: number): void {
    this.extraInstructions += instructions;
  }

  pass(path: KernelPathName, units = 0): void {
    this.passes.push([path, pathInstructions(path, units)]);
  }
}

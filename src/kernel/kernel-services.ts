// What the kernel lends to the rooms below it: time, chance, waking, signals to groups. Holds no state of its own.
import type { FsServices } from './fs/vfs.js';
import { type KernelState, mtimeNs, realtimeNs } from './kernel-state.js';
import { kernelSignal, sendToGroup } from './lifecycle/send-signal.js';
import { wakeAll } from './sched/sleep.js';
import type { WaitQueue } from './sleep/wait-queue.js';

/** The file system's view of the kernel. Its state is set right after both exist. */
export class KernelServices implements FsServices {
  #state: KernelState | undefined;

  attach(state: KernelState): void {
    this.#state = state;
  }

  get #kernel(): KernelState {
    if (this.#state === undefined) throw new Error('the file system asks for the kernel before it exists');
    return this.#state;
  }

  nowNs(): bigint {
    return realtimeNs(this.#kernel);
  }

  sinceBootNs(): number {
    return mtimeNs(this.#kernel);
  }

  wake(queue: WaitQueue): void {
    wakeAll(this.#kernel, queue);
  }

  random32(): number {
    return this.#kernel.random.next32();
  }

  signalGroup(group: number, signo: number): void {
    const found = this.#kernel.tasks.groups.get(group);
    if (found !== undefined) sendToGroup(this.#kernel, found, kernelSignal(signo));
  }

  sessionOf(group: number): number | undefined {
    return this.#kernel.tasks.groups.get(group)?.session.sid;
  }

  leaderGroupOf(session: number): number | undefined {
    return this.#kernel.tasks.sessions.get(session)?.leader?.group.pgid;
  }

  setTerminal(session: number, device: number): void {
    const found = this.#kernel.tasks.sessions.get(session);
    if (found !== undefined) found.terminal = device;
  }
}

// /proc/[pid]/pagemap and mem: a process's memory by address. Knows page tables and user memory; the files are read at a place, not as text.
import type { Errno } from '../../../abi/errno.js';
import { type Caller, type Inode, OpenFile, type OpenRequest } from '../../fs/inode.js';
import type { KernelState } from '../../kernel-state.js';
import { TASK_SIZE } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { forEachLeaf, pteFrame } from '../../mm/page-table.js';
import { UserMemory } from '../../mm/user-memory.js';
import { isPrivileged } from '../../fs/permissions.js';
import type { Process } from '../../task/task.js';

const PRESENT = 1n << 63n;
const ENTRY_BYTES = 8;
/** Most bytes of one read: a guest asks for more in pieces. */
const MOST_BYTES = 1 << 20;

/** An open file of one process's memory. It holds no address space: an exited process reads as ended. */
abstract class MemoryFile extends OpenFile {
  protected readonly kernel: KernelState;
  protected readonly process: Process;
  protected readonly caller: Caller;

  constructor(request: OpenRequest, inode: Inode, kernel: KernelState, process: Process) {
    super(request, inode);
    this.kernel = kernel;
    this.process = process;
    this.caller = request.caller;
  }

  override get seekable(): boolean {
    return true;
  }
}

/** 64 bits a page: bit 63 present, bits 0-54 the frame (only for the privileged). @see Linux Documentation/admin-guide/mm/pagemap.rst */
export class PagemapFile extends MemoryFile {
  protected override pull(into: Uint8Array, position: number): number | Errno {
    if (position % ENTRY_BYTES !== 0 || into.length % ENTRY_BYTES !== 0) return 'EINVAL';
    const { space } = this.process;
    const first = (position / ENTRY_BYTES) * PAGE_BYTES;
    const bytes = Math.min(into.length, MOST_BYTES, Math.max(0, (TASK_SIZE - first) / PAGE_BYTES) * ENTRY_BYTES);
    if (space === undefined || bytes === 0) return 0;
    const view = new DataView(into.buffer, into.byteOffset, bytes);
    into.fill(0, 0, bytes);
    const shown = isPrivileged(this.caller.credentials);
    const end = first + (bytes / ENTRY_BYTES) * PAGE_BYTES;
    forEachLeaf(this.kernel.memory.memory, space.rootFrame, first, end, (pte, va) => {
      const frame = shown ? BigInt(pteFrame(pte)) : 0n;
      view.setBigUint64(((va - first) / PAGE_BYTES) * ENTRY_BYTES, PRESENT | frame, true);
    });
    return bytes;
  }
}

/** The memory itself at its virtual addresses; EIO where nothing is mapped. @see proc_pid_mem(5) */
export class ProcessMemoryFile extends MemoryFile {
  protected override pull(into: Uint8Array, position: number): number | Errno {
    const { space } = this.process;
    if (space === undefined) return 0;
    const bytes = new UserMemory(this.kernel.memory, space).readBytes(BigInt(position), Math.min(into.length, MOST_BYTES));
    if (bytes === 'EFAULT') return 'EIO';
    into.set(bytes);
    return bytes.length;
  }

  protected override push(bytes: Uint8Array, position: number): number | Errno {
    const { space } = this.process;
    if (space === undefined) return 0;
    return new UserMemory(this.kernel.memory, space).writeBytes(BigInt(position), bytes) === 'EFAULT' ? 'EIO' : bytes.length;
  }
}

// /proc/[pid]/pagemap and mem: a process's memory by address. Knows page tables and user memory; the files are read at a place, not as text.
import type { Errno } from '../../../abi/errno.js';
import { type Caller, type Inode, OpenFile, type OpenRequest } from '../../fs/inode.js';
import { isPrivileged } from '../../fs/permissions.js';
import type { KernelState } from '../../kernel-state.js';
import { TASK_SIZE } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { isAnonymous } from '../../mm/leaves.js';
import { forEachLeaf, pteFrame } from '../../mm/page-table.js';
import { UserMemory } from '../../mm/user-memory.js';
import { type Subject, spaceOf } from '../subject.js';

/** Bits of an entry above the frame's number. @see Linux Documentation/admin-guide/mm/pagemap.rst */
const EXCLUSIVE = 1n << 56n;
const FILE_OR_SHARED = 1n << 61n;
const PRESENT = 1n << 63n;
const ENTRY_BYTES = 8;
/** Most bytes of one read: a guest asks for more in pieces. */
const MOST_BYTES = 1 << 20;

/** An open file of one process's memory. It holds no address space: an exited process reads as ended. */
abstract class MemoryFile extends OpenFile {
  protected readonly kernel: KernelState;
  protected readonly subject: Subject;
  protected readonly caller: Caller;

  constructor(request: OpenRequest, inode: Inode, kernel: KernelState, subject: Subject) {
    super(request, inode);
    this.kernel = kernel;
    this.subject = subject;
    this.caller = request.caller;
  }

  override get seekable(): boolean {
    return true;
  }
}

/** 64 bits a page: present, of a file, mapped once only, and the frame (for the privileged). */
export class PagemapFile extends MemoryFile {
  protected override pull(into: Uint8Array, position: number): number | Errno {
    if (position % ENTRY_BYTES !== 0 || into.length % ENTRY_BYTES !== 0) return 'EINVAL';
    const space = spaceOf(this.subject);
    const first = (position / ENTRY_BYTES) * PAGE_BYTES;
    const bytes = Math.min(into.length, MOST_BYTES, Math.max(0, (TASK_SIZE - first) / PAGE_BYTES) * ENTRY_BYTES);
    if (space === undefined || bytes === 0) return 0;
    const view = new DataView(into.buffer, into.byteOffset, bytes);
    into.fill(0, 0, bytes);
    const end = first + (bytes / ENTRY_BYTES) * PAGE_BYTES;
    forEachLeaf(this.kernel.memory, space.rootFrame, first, end, (pte, va) => {
      view.setBigUint64(((va - first) / PAGE_BYTES) * ENTRY_BYTES, this.#entry(pte), true);
    });
    return bytes;
  }

  /** One reference of a file's frame is its cache's own. */
  #entry(pte: number): bigint {
    const frame = pteFrame(pte);
    const anonymous = isAnonymous(pte);
    const mappers = this.kernel.memory.frames.references(frame) - (anonymous ? 0 : 1);
    const shown = isPrivileged(this.caller.credentials) ? BigInt(frame) : 0n;
    return PRESENT | (mappers <= 1 ? EXCLUSIVE : 0n) | (anonymous ? 0n : FILE_OR_SHARED) | shown;
  }
}

/** The memory itself at its virtual addresses, as far as it is mapped; EIO where nothing is. @see proc_pid_mem(5) */
export class ProcessMemoryFile extends MemoryFile {
  protected override pull(into: Uint8Array, position: number): number | Errno {
    return this.#byPage(position, Math.min(into.length, MOST_BYTES), (memory, va, done, length) => {
      const bytes = memory.readBytes(va, length);
      if (bytes === 'EFAULT') return false;
      into.set(bytes, done);
      return true;
    });
  }

  protected override push(bytes: Uint8Array, position: number): number | Errno {
    return this.#byPage(
      position,
      bytes.length,
      (memory, va, done, length) => memory.writeBytes(va, bytes.subarray(done, done + length)) === 0,
    );
  }

  /** Page by page until `move` fails: what was moved before counts. */
  #byPage(
    position: number,
    count: number,
    move: (memory: UserMemory, va: bigint, done: number, length: number) => boolean,
  ): number | Errno {
    const space = spaceOf(this.subject);
    if (space === undefined) return 0;
    const memory = new UserMemory(this.kernel.memory, space);
    let done = 0;
    while (done < count) {
      const va = position + done;
      const length = Math.min(count - done, PAGE_BYTES - (va % PAGE_BYTES));
      if (!move(memory, BigInt(va), done, length)) break;
      done += length;
    }
    return done === 0 && count > 0 ? 'EIO' : done;
  }
}

// A region: guest code that becomes one wasm function. Knows instructions and where they go, not what they become.
import type { ControlFlow } from '../../isa/control-flow.js';
import type { Decoded } from '../../isa/decode.js';

/** An address of a user program, which a number holds exactly. */
export type Address = number;

export interface GuestInstruction extends Decoded {
  readonly pc: Address;
  readonly raw: number;
}

/** How a block ends. Its instructions include the one that jumps. */
export type BlockEnd =
  /** `to` follows, without a jump. */
  | { readonly kind: 'next'; readonly to: Address }
  /** What stands at `at` is executed outside. */
  | { readonly kind: 'outside'; readonly at: Address }
  | { readonly kind: 'branch'; readonly taken: Address; readonly next: Address }
  | { readonly kind: 'jump'; readonly to: Address }
  /** Goes to `target` (undefined: computed, `seen` being those that were seen) and is expected back at `next`. */
  | { readonly kind: 'call'; readonly target: Address | undefined; readonly seen: readonly Address[]; readonly next: Address }
  /** Goes to a computed address: `seen` are those that were seen, if it is no return. */
  | { readonly kind: 'far'; readonly seen: readonly Address[] };

/** Instructions that are executed one after the other. */
export interface GuestBlock {
  readonly start: Address;
  readonly instructions: readonly GuestInstruction[];
  readonly end: BlockEnd;
}

/** The page of an instruction's first byte, and the frame that held it when the region was found. */
export interface RegionPage {
  readonly va: Address;
  /** Where the frame lies in linear memory. */
  readonly frame: number;
}

export interface Region {
  readonly entry: Address;
  /** The first is that of the entry; the others in order of their addresses. */
  readonly blocks: readonly GuestBlock[];
  readonly pages: readonly RegionPage[];
}

/** Where control goes inside of a block's own region, if it is there: in the order of the block's successors. */
export function blockTargets({ end }: GuestBlock): readonly Address[] {
  switch (end.kind) {
    case 'next':
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.taken, end.next];
    case 'call':
      return [end.next];
    case 'far':
      return end.seen;
    default:
      return [];
  }
}

/** How a block ends whose last instruction goes where `flow` says, or was seen to go. */
export function blockEnd(flow: Exclude<ControlFlow, { kind: 'next' }>, next: Address, seen: readonly Address[]): BlockEnd {
  switch (flow.kind) {
    case 'branch':
      return { kind: 'branch', taken: flow.target, next };
    case 'jump':
      return flow.target === undefined ? { kind: 'far', seen } : { kind: 'jump', to: flow.target };
    case 'call':
      return { kind: 'call', target: flow.target, seen, next };
    default:
      return { kind: 'far', seen: flow.kind === 'indirect' ? seen : [] };
  }
}

export function instructionsOf({ blocks }: Region): number {
  return blocks.reduce((sum, { instructions }) => sum + instructions.length, 0);
}

/** The functions that are called from the region, as far as is known. */
export function calleesOf({ blocks }: Region): Address[] {
  return blocks.flatMap(({ end }) => (end.kind === 'call' ? [...(end.target === undefined ? [] : [end.target]), ...end.seen] : []));
}

// What people read beside the code of a translated region. Knows no columns.
import type { GuestInstruction, Region } from '../../machine/engine/translator/region.js';
import type { NoteKind, RegionNote } from '../../machine/engine/translator/region-notes.js';
import { disassemble } from '../../machine/isa/disassemble.js';
import type { LoggedRegion } from './region-log.js';

const mnemonicWidth = 7;

/** Says each note of one region in words. */
export class NoteWords {
  readonly #names: LoggedRegion['names'];
  readonly #blocks: ReadonlyMap<number, number>;
  readonly #instructions: ReadonlyMap<number, GuestInstruction>;
  readonly #words: Readonly<Record<NoteKind, (subject: number) => string>>;

  constructor({ region, names }: Pick<LoggedRegion, 'region' | 'names'>) {
    this.#names = names;
    this.#blocks = new Map(region.blocks.map(({ start }, index) => [start, index]));
    this.#instructions = instructionsByAddress(region);
    this.#words = {
      openBlock: (node) => `block: behind its end stands ${nodeName(region, node)}`,
      openLoop: (node) => `loop: its header is ${nodeName(region, node)}`,
      close: (node) => `end, of the ${nodeName(region, node)} above`,
      dispatch: (node) => `${nodeName(region, node)}: goes to the entry that was selected`,
      block: (start) => `${this.blockName(start)} ${this.place(start)}: counts its instructions`,
      instruction: (pc) => this.#instruction(pc),
      page: (page) => `? page 0x${page.toString(16)} is where it was`,
      line: (line) => `? line 0x${line.toString(16)} is in L1I`,
      flush: () => "> registers to the hart's state",
      enter: () => "< counters and registers from the hart's state",
      budget: () => '? budget used up: stop here',
      call: (target) => `> call ${target === 0 ? 'what was computed' : this.place(target)}`,
      returned: (next) => `< back, at ${this.place(next)}?`,
      edge: (to) => `-> ${this.blockName(to)}`,
      leave: (to) => `-> out${to === 0 ? ', to what was computed' : `, to ${this.place(to)}`}`,
    };
  }

  /** One for each note. */
  all(notes: readonly RegionNote[]): string[] {
    const open: RegionNote[] = [];
    return notes.map((note, index) => {
      if (note.kind === 'close') open.pop();
      if (note.kind === 'openBlock' || note.kind === 'openLoop') open.push(note);
      const words = this.#words[note.kind](note.subject);
      return note.kind === 'edge' ? `${words}${this.#wayTo(note.subject, open, notes[index + 1])}` : words;
    });
  }

  /** How code goes on with the block at `start`, where `open` are around it and `next` comes next. */
  #wayTo(start: number, open: readonly RegionNote[], next: RegionNote | undefined): string {
    const node = this.#blocks.get(start);
    const around = open.findLast(({ subject }) => subject === node);
    if (around !== undefined) return around.kind === 'openLoop' ? ', once more around the loop' : ', behind the end of its block';
    return next?.kind === 'block' || next?.kind === 'openBlock' || next?.kind === 'openLoop'
      ? ', which stands here'
      : ', as the header selects';
  }

  blockName(start: number): string {
    const index = this.#blocks.get(start);
    return index === undefined ? `0x${start.toString(16)}` : `B${index}`;
  }

  /** `0x10234 <main+0x12>` */
  place(address: number): string {
    const name = this.#names.get(address);
    return `0x${address.toString(16)}${name === undefined ? '' : ` <${name}>`}`;
  }

  #instruction(pc: number): string {
    const raw = this.#instructions.get(pc)?.raw ?? 0;
    const [mnemonic = '', operands = ''] = disassemble(raw, BigInt(pc)).split('\t');
    return `${pc.toString(16)}  ${mnemonic.padEnd(mnemonicWidth)} ${operands}`.trimEnd();
  }
}

/** Of a block, or of a node that no block has. */
export function nodeName({ blocks }: Pick<Region, 'blocks'>, node: number): string {
  return node < blocks.length ? `B${node}` : `D${node - blocks.length}`;
}

function instructionsByAddress({ blocks }: Region): Map<number, GuestInstruction> {
  return new Map(blocks.flatMap(({ instructions }) => instructions.map((instruction) => [instruction.pc, instruction])));
}

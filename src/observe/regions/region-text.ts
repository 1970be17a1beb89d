// A translated region for people: its guest code, how it was structured, and its WebAssembly beside it. Knows neither terminal nor file.
import type { RegionNote } from '../../machine/engine/translator/region-notes.js';
import { listRegion, type RegionListing } from '../../machine/engine/translator/region-module.js';
import { instructionsOf } from '../../machine/engine/translator/region.js';
import { hartBytes, hartField } from '../../machine/layout.js';
import { type InstructionText, instructionTexts } from '../../machine/wasm/instruction-text.js';
import { NoteWords, nodeName } from './note-words.js';
import type { LoggedRegion } from './region-log.js';

/** From this width on, guest code and WebAssembly stand side by side. */
const twoColumns = 100;
/** Of the guest code's column. */
const leftWidth = 48;
const indent = '  ';

/** @param width columns of where it is read */
export function regionText(logged: LoggedRegion, width: number): string {
  const { region, translation } = logged;
  const listing = listRegion(translation, region);
  const words = new NoteWords(logged);
  const said = words.all(listing.notes.list);
  const wasm = instructionTexts(listing.body, namesOf(logged, listing));
  return [
    headOf(logged, listing, words),
    '== Structure: blocks (B) of guest code in the blocks and loops of WebAssembly; ? checks, -> goes on\n',
    ...outline(listing.notes.list, said),
    '\n== Code: guest instructions and what stands for them; hart is where the state of the core begins, left what is left of its budget\n',
    ...columns(listing.notes.list, said, wasm, width),
  ].join('');
}

function headOf({ region, translation, pid, comm, times }: LoggedRegion, { body }: RegionListing, words: NoteWords): string {
  const { blocks, pages, entry } = region;
  const others = translation.regions.filter((other) => other !== region).map((other) => words.place(other.entry));
  const size = `${many(blocks.length, 'block')}, ${many(instructionsOf(region), 'instruction')} on ${many(pages.length, 'page')}: ${body.length} bytes of WebAssembly`;
  const again = times === 1 ? '' : `Translated ${times} times; this is the last.\n`;
  const module = others.length === 0 ? '' : `In one module with ${others.join(', ')}\n`;
  return `Region ${words.place(entry)} of ${comm}, process ${pid}: ${size}\n${again}${module}\n`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function namesOf({ region }: LoggedRegion, { notes, functions }: RegionListing): Parameters<typeof instructionTexts>[1] {
  const opened = notes.list.filter(({ kind }) => kind === 'openBlock' || kind === 'openLoop');
  const labels = new Map(
    opened.map(({ at, kind, subject }) => [at, `${kind === 'openLoop' ? 'loop' : 'to'}_${nodeName(region, subject)}`]),
  );
  return {
    local: (index) => notes.locals.get(index),
    function: (index) => functions.get(index),
    label: (at) => labels.get(at),
    field: fieldAt,
  };
}

const fields = Object.entries(hartField).toSorted(([, a], [, b]) => b - a);

/** What of a hart's state lies at an offset. Accesses of the guest have no offset. */
function fieldAt(offset: number): string | undefined {
  if (offset === 0 || offset >= hartBytes) return undefined;
  const [name, start] = fields.find(([, at]) => at <= offset) ?? ['', 0];
  if (name === 'x' || name === 'f') return `${name}${(offset - start) / 8}`;
  return offset === start ? name : `${name}+${offset - start}`;
}

const openers: ReadonlySet<RegionNote['kind']> = new Set(['openBlock', 'openLoop']);
/** What stands for itself in the outline; what is left of it belongs to a block. */
const own: ReadonlySet<RegionNote['kind']> = new Set([...openers, 'block', 'dispatch']);
const unseen: ReadonlySet<RegionNote['kind']> = new Set(['instruction', 'flush', 'enter', 'close']);

/** Where the code nests, without instructions. */
function* outline(notes: readonly RegionNote[], said: readonly string[]): Generator<string> {
  let depth = 0;
  for (const [index, { kind }] of notes.entries()) {
    if (kind === 'close') depth--;
    if (!unseen.has(kind)) yield `${indent.repeat(depth + (own.has(kind) ? 0 : 1))}${said[index]}\n`;
    if (openers.has(kind)) depth++;
  }
}

/** What begins with each note. */
function* columns(
  notes: readonly RegionNote[],
  said: readonly string[],
  wasm: readonly InstructionText[],
  width: number,
): Generator<string> {
  let at = 0;
  for (const [index, note] of notes.entries()) {
    const end = notes[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const first = at;
    while ((wasm[at]?.at ?? end) < end) at++;
    const lines = wasm.slice(first, at).map(({ text, depth }) => `${indent.repeat(depth)}${text}`);
    const isMain = note.kind === 'block' || note.kind === 'dispatch';
    const text = `${isMain ? '' : indent}${said[index]}`;
    yield width >= twoColumns ? beside(text, lines) : below(text, lines);
  }
}

function beside(said: string, lines: readonly string[]): string {
  const [first = '', ...rest] = said.length < leftWidth ? lines : ['', ...lines];
  return [said.padEnd(leftWidth) + first, ...rest.map((line) => ' '.repeat(leftWidth) + line)]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function below(said: string, lines: readonly string[]): string {
  return [said, ...lines.map((line) => `${indent.repeat(4)}${line}`)].map((line) => `${line}\n`).join('');
}

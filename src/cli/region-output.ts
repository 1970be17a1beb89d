// `--dump-region`: how the hot code that the user names was translated, on standard error when the run ends. Knows no command.
import { readerOfBytes } from '../kernel/lifecycle/byte-reader.js';
import { readElf } from '../kernel/lifecycle/elf-header.js';
import type { BootOptions } from '../system/boot.js';
import type { Vivarium } from '../system/vivarium.js';
import { readFunctions } from '../observe/symbols/elf-symbols.js';
import type { WantedCode } from '../observe/regions/wanted-code.js';
import { CliFailure, usageFailure } from './failure.js';
import type { Options } from './options.js';

/** Columns where nobody says how many there are. */
const defaultColumns = 140;
/** Functions that an error names. */
const mostFunctions = 8;

/** What listens while a system runs, and tells in the end. */
export interface RegionDump {
  readonly listener: NonNullable<BootOptions['onTranslation']>;
  /** Before anything runs. */
  attach(os: Vivarium): void;
  /** @throws CliFailure when no such code was translated */
  write(): Promise<void>;
}

/** Undefined: nobody wants to see a region. */
export async function openRegionDump({ dumpRegion, engine = 'auto' }: Options): Promise<RegionDump | undefined> {
  if (dumpRegion === undefined) return undefined;
  if (engine !== 'auto') throw usageFailure(`the engine ${engine} translates nothing`, 'option --dump-region', 'leave --engine out');
  const { RegionLog } = await import('../observe/regions/region-log.js');
  let system: Vivarium | undefined;
  const log = new RegionLog(dumpRegion, () => {
    if (system === undefined) throw new Error('code was translated before the system was there');
    return system.kernel;
  });
  return {
    listener: (translation) => log.take(translation),
    attach: (os) => {
      system = os;
    },
    write: async () => {
      const { regionText } = await import('../observe/regions/region-text.js');
      const { regions } = log;
      if (regions.length === 0) throw notTranslated(dumpRegion, log.functions);
      const columns = process.stderr.columns ?? (Number(process.env['COLUMNS']) || defaultColumns);
      process.stderr.write(regions.map((region) => regionText(region, columns)).join('\n'));
    },
  };
}

function nameOf(wanted: WantedCode): string {
  return 'address' in wanted ? `0x${wanted.address.toString(16)}` : wanted.symbol;
}

function notTranslated(wanted: WantedCode, functions: readonly string[]): CliFailure {
  const longer = 'let the program run for longer, since only what is jumped to about a thousand times is translated';
  const known = functions.slice(0, mostFunctions).join(', ');
  const remedy = known === '' ? longer : `name a function that was translated (${known}), or ${longer}`;
  return new CliFailure('no such code was translated', `option --dump-region ${nameOf(wanted)}`, remedy);
}

/** Says before a long run that the program has no such function; what a dynamic loader brings is not known yet. */
export function checkDumpRegion({ dumpRegion }: Options, bytes: Uint8Array): void {
  if (dumpRegion === undefined || 'address' in dumpRegion) return;
  const file = readerOfBytes(bytes);
  const header = readElf(file);
  if (typeof header === 'string' || header.interpreter !== undefined) return;
  const functions = readFunctions(file);
  const where = `option --dump-region ${dumpRegion.symbol}`;
  if (functions === undefined)
    throw usageFailure('the program names no functions', where, 'give an address such as 0x10234, or link it without -s');
  if (!functions.has(dumpRegion.symbol))
    throw usageFailure('the program has no such function', where, 'give a name that "nm" lists, or an address such as 0x10234');
}

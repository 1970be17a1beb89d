// All instructions of the machine, in one table. The door to the extensions: every engine and tool reads them from here.
import type { Instruction } from './instruction.js';
import { rv64a } from './rv64a.js';
import { rv64c } from './rv64c.js';
import { rv64d } from './rv64d.js';
import { rv64f } from './rv64f.js';
import { rv64i } from './rv64i.js';
import { rv64m } from './rv64m.js';
import { rv64zicsr } from './rv64zicsr.js';

/** An instruction's place in this table is its number. */
export const instructions: readonly Instruction[] = [...rv64i, ...rv64m, ...rv64a, ...rv64zicsr, ...rv64f, ...rv64d, ...rv64c];

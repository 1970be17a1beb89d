// Captures what qemu-riscv64 answers to every F and D instruction, as the tests' oracle. Run by hand, with qemu-riscv64 (user mode) on the path:
//   npx tsx scripts/golden/capture-float.ts
// It compiles float-vectors.c with npm's zig and writes tests/golden/isa/float.txt. Each instruction has a heading (mnemonic, kind of operands,
// their number, number of rounding modes), vectors (operands -> value:fflags for RNE, then for RTZ RDN RUP RMM, '=' when as for RNE), and digests of
// blocks of further vectors (block, size, FNV-1a), whose operands tests/machine/isa/float-operands.ts draws again. All numbers of vectors are hexadecimal.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findZig, guestTarget } from '../../src/cli/zig.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Vectors in full, blocks of digests, and vectors in each block. */
const amounts = ['150', '8', '1000'];

const zig = findZig();
if (zig === undefined) throw new Error('zig is not installed: npm ci');
const folder = mkdtempSync(join(tmpdir(), 'float-vectors-'));
try {
  const program = join(folder, 'float-vectors');
  execFileSync(zig, [...guestTarget, '-O1', join(root, 'scripts/golden/float-vectors.c'), '-o', program], { stdio: 'inherit' });
  const answers = execFileSync('qemu-riscv64', [program, ...amounts], { maxBuffer: 64 << 20 });
  writeFileSync(join(root, 'tests/golden/isa/float.txt'), answers);
} finally {
  rmSync(folder, { recursive: true });
}

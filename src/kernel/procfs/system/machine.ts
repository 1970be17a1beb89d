// What the machine is: /proc/cpuinfo, version, and the tables of devices. Knows the profile, no counter.
import type { KernelState } from '../../kernel-state.js';

/** As Linux 6.6 spells RV64GC with its counters: a longest common set of letters, then names in order. */
const ISA = 'rv64imafdc_zicntr_zicsr_zifencei';

/** Rows of Linux 6.6 arch/riscv/kernel/cpu.c, and behind them two that tools know from other machines. @see proc_cpuinfo(5) */
export function procCpuinfo({ machine }: KernelState): string {
  const { name, frequencyHz } = machine.profile;
  const rows = (id: number): readonly (readonly [label: string, value: string | number])[] => [
    ['processor', id],
    ['hart', id],
    ['isa', ISA],
    ['mmu', 'sv39'],
    ['uarch', `vivarium,${name}`],
    ['core id', id],
    ['cpu MHz', (frequencyHz / 1e6).toFixed(3)],
  ];
  const text = (label: string, value: string | number): string => `${label}${label.length < 8 ? '\t\t' : '\t'}: ${value}\n`;
  return machine.harts
    .map(
      ({ id }) =>
        `${rows(id)
          .map(([label, value]) => text(label, value))
          .join('')}\n`,
    )
    .join('');
}

/** @see proc_version(5) */
export function procVersion({ config }: KernelState): string {
  return `Linux version ${config.release} (vivarium@${config.hostname}) ${config.version}\n`;
}

/** Majors of character devices; there are no block devices. @see proc_devices(5) */
export function procDevices(): string {
  const rows = ['  1 mem', '  5 /dev/tty', '  5 /dev/console', '  5 /dev/ptmx', '128 ptm', '136 pts'];
  return `Character devices:\n${rows.map((row) => `${row}\n`).join('')}\nBlock devices:\n`;
}

/** Where ps(1) learns the names of terminals: driver, its node, major, minors, kind. @see proc_tty(5) */
export function procTtyDrivers(): string {
  const rows = [
    ['/dev/tty', '/dev/tty', 5, '0', 'system:/dev/tty'],
    ['/dev/console', '/dev/console', 5, '1', 'system:console'],
    ['/dev/ptmx', '/dev/ptmx', 5, '2', 'system'],
    ['pty_slave', '/dev/pts', 136, '0-1048575', 'pty:slave'],
  ] as const;
  return rows
    .map(
      ([driver, node, major, minors, kind]) =>
        `${driver.padEnd(20)} ${node.padEnd(13)} ${String(major).padStart(3)} ${minors.padStart(7)} ${kind}\n`,
    )
    .join('');
}

/** Disks: there are none. Linux prints the heading only above a row, but swaps' always. */
export const noBlockDevices = '';
export const noSwap = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

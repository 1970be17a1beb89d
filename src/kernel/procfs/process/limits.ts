// /proc/[pid]/limits. Knows the names and units that Linux prints.
import { type ResourceName, resources } from '../../../abi/resource.js';
import type { Limit } from '../../task/limits.js';
import type { Subject } from '../subject.js';

/** In the order in which Linux lists them. */
const rows: readonly (readonly [resource: ResourceName, label: string, unit: string])[] = [
  ['RLIMIT_CPU', 'Max cpu time', 'seconds'],
  ['RLIMIT_FSIZE', 'Max file size', 'bytes'],
  ['RLIMIT_DATA', 'Max data size', 'bytes'],
  ['RLIMIT_STACK', 'Max stack size', 'bytes'],
  ['RLIMIT_CORE', 'Max core file size', 'bytes'],
  ['RLIMIT_RSS', 'Max resident set', 'bytes'],
  ['RLIMIT_NPROC', 'Max processes', 'processes'],
  ['RLIMIT_NOFILE', 'Max open files', 'files'],
  ['RLIMIT_MEMLOCK', 'Max locked memory', 'bytes'],
  ['RLIMIT_AS', 'Max address space', 'bytes'],
  ['RLIMIT_LOCKS', 'Max file locks', 'locks'],
  ['RLIMIT_SIGPENDING', 'Max pending signals', 'signals'],
  ['RLIMIT_MSGQUEUE', 'Max msgqueue size', 'bytes'],
  ['RLIMIT_NICE', 'Max nice priority', ''],
  ['RLIMIT_RTPRIO', 'Max realtime priority', ''],
  ['RLIMIT_RTTIME', 'Max realtime timeout', 'us'],
];

function amount(value: number): string {
  return (Number.isFinite(value) ? `${value}` : 'unlimited').padEnd(20);
}

function row(label: string, { soft, hard }: Limit, unit: string): string {
  return `${label.padEnd(25)} ${amount(soft)} ${amount(hard)} ${unit === '' ? '' : unit.padEnd(10)}\n`;
}

/** @see proc_pid_limits(5) */
export function pidLimits({ process: { limits } }: Subject): string {
  const head = `${'Limit'.padEnd(25)} ${'Soft Limit'.padEnd(20)} ${'Hard Limit'.padEnd(20)} ${'Units'.padEnd(10)}\n`;
  return (
    head +
    rows.map(([resource, label, unit]) => row(label, limits[resources[resource]] ?? { soft: Infinity, hard: Infinity }, unit)).join('')
  );
}

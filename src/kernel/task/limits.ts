// Resource limits of a process as immutable data. Knows the defaults; enforcement stands where the resource is.
import { RLIM_NLIMITS, type ResourceName, resources } from '../../abi/resource.js';

/** Soft and hard limit; Infinity is RLIM_INFINITY. Units as getrlimit(2): bytes, seconds or counts. */
export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

/** By RLIMIT_* number. Shared by processes until one changes its own: never written in place. */
export type Limits = readonly Limit[];

const unlimited: Limit = { soft: Infinity, hard: Infinity };

const defaults: Partial<Record<ResourceName, Limit>> = {
  RLIMIT_STACK: { soft: 8 * 1024 * 1024, hard: Infinity },
  RLIMIT_CORE: { soft: 0, hard: Infinity },
  RLIMIT_NOFILE: { soft: 1024, hard: 4096 },
  RLIMIT_MEMLOCK: { soft: 8 * 1024 * 1024, hard: 8 * 1024 * 1024 },
  RLIMIT_MSGQUEUE: { soft: 819200, hard: 819200 },
  RLIMIT_NICE: { soft: 0, hard: 0 },
  RLIMIT_RTPRIO: { soft: 0, hard: 0 },
};

/** What init starts with. @see Linux include/asm-generic/resource.h */
export function defaultLimits(maxProcesses: number): Limits {
  const limits: Limit[] = Array.from({ length: RLIM_NLIMITS }, () => unlimited);
  for (const [name, limit] of Object.entries(defaults)) limits[resources[name as ResourceName]] = limit;
  limits[resources.RLIMIT_NPROC] = { soft: maxProcesses, hard: maxProcesses };
  limits[resources.RLIMIT_SIGPENDING] = { soft: maxProcesses, hard: maxProcesses };
  return limits;
}

/** The soft limit of `name` in its own unit. */
export function softLimit(limits: Limits, name: ResourceName): number {
  return (limits[resources[name]] ?? unlimited).soft;
}

export function withLimit(limits: Limits, resource: number, limit: Limit): Limits {
  return limits.with(resource, limit);
}

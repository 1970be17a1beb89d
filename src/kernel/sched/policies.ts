// Every scheduling policy by name. Knows nothing of how they decide.
import { cfs } from './cfs.js';
import { eevdf } from './eevdf.js';
import { fifo } from './fifo.js';
import { lottery } from './lottery.js';
import { mlfq } from './mlfq.js';
import type { SchedulingPolicy } from './policy.js';
import { roundRobin } from './round-robin.js';
import { sjf } from './sjf.js';
import { stride } from './stride.js';

export const policies = { eevdf, cfs, rr: roundRobin, fifo, mlfq, lottery, stride, sjf } as const;

export type PolicyName = keyof typeof policies;

export const defaultPolicyName: PolicyName = 'eevdf';

export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policies, name);
}

/** The policy called `name`; its queues are its own business. */
export function policyNamed(name: string): SchedulingPolicy<unknown> {
  if (!isPolicyName(name)) throw new Error(`there is no scheduling policy ${name}`);
  return policies[name] as SchedulingPolicy<unknown>;
}

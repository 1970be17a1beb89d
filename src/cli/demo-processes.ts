// The processes of the demo: one row each. Knows no command.
import type { GuestProcess } from '../system/guest-process.js';
import type { Vivarium } from '../system/vivarium.js';

/** Programs that compute, wait, talk and move data: enough of each that two cores are always wanted by more than two. */
const demoPrograms: readonly (readonly [program: string, ...args: string[]])[] = [
  ['spin', '1000000'],
  ['spin', '1000000'],
  ['chase', '65536', '64', '1000000'],
  ['ring', '3', '64', '1000000'],
  ['primes', '100000000'],
  ['producer-consumer', '1000000'],
];

/** Starts them with nothing on their streams. */
export function startDemo(os: Vivarium): GuestProcess[] {
  return demoPrograms.map(([program, ...args]) => os.spawn(`/bin/${program}`, args, { stdio: 'null' }));
}

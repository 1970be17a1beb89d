// The lottery: each slice is drawn, weights are tickets. Decides order only; its chance is seeded.
import { Random } from '../task/random.js';
import { type SchedulingPolicy, setWeight, sliceParameter, settingOf } from './policy.js';
import { addTickets, holderOf, removeTickets, type TicketTree, ticketTree, totalTickets } from './ticket-tree.js';

export interface LotteryQueue {
  readonly sliceNs: number;
  readonly tickets: TicketTree;
  readonly random: Random;
}

/** Apart from all other chance of the system, and for each queue another. */
const seedStep = 0x9e37_79b9;

/** @see Waldspurger, Weihl 1994, "Lottery Scheduling"; OSTEP ch. 9. Unlike theirs, no tickets make up for slices that were not used up. */
export const lottery: SchedulingPolicy<LotteryQueue> = {
  name: 'lottery',
  summary: 'proportional by weight, each slice drawn by seeded chance',
  parameters: [sliceParameter(10_000_000)],
  quantum: 'slice',
  mayStarve: false,
  createQueue: (settings) => ({
    sliceNs: settingOf(settings, 'slice'),
    tickets: ticketTree(),
    random: new Random(settings.seed + (settings.index + 1) * seedStep),
  }),
  enqueue: ({ tickets }, task) => addTickets(tickets, task, task.scheduling.weight),
  dequeue: ({ tickets }, task) => removeTickets(tickets, task),
  pick: ({ tickets, random }) => {
    if (tickets.tasks.length === 0) return undefined;
    const winner = holderOf(tickets, random.below(totalTickets(tickets)));
    if (winner === undefined) throw new Error('a ticket was drawn that nobody holds');
    removeTickets(tickets, winner);
    winner.scheduling.data.usedNs = 0;
    return winner;
  },
  ran: (_queue, running, ranNs) => {
    running.scheduling.data.usedNs += ranNs;
  },
  stopped: () => {},
  remainingNs: ({ sliceNs }, running) => Math.max(0, sliceNs - running.scheduling.data.usedNs),
  preempts: () => false,
  reweigh: setWeight,
  size: ({ tickets }) => tickets.tasks.length,
  candidates: ({ tickets }) => tickets.tasks,
};

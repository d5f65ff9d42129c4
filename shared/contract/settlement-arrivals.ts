import { z } from 'zod'
import { command } from './define'
import { Minor } from './payment-values'
import { CountedSum, Month } from './settlement-values'
import { Day, Id, Instant } from './values'

/** 应到账, 在途 and 已到账 of one provider. */
export const Arrival = z.object({
  accountId: Id.optional(),
  account: z.string(),
  currency: z.string(),
  /** What settled orders say must come. */
  due: CountedSum,
  /** Told as paid out, not seen on the bank's side. */
  underWay: CountedSum,
  arrived: CountedSum,
  /** Days by which the oldest is late; 0: none is. */
  daysLate: z.int(),
  late: z.array(z.object({ group: z.string(), day: Day, minor: Minor, daysLate: z.int() })),
})
export type Arrival = z.infer<typeof Arrival>

/** Days from an order's day until its money should have arrived, from a day on; by kind of account. */
export const SettlementDelay = z.object({
  kind: z.string(),
  fromDay: Day,
  days: z.int(),
  source: z.string(),
  by: z.string(),
  at: Instant.optional(),
})
export type SettlementDelay = z.infer<typeof SettlementDelay>

/** Whether the money came: part of the commands of reconciliation. */
export const arrivalCommands = {
  arrivals: command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'What providers owe, what is under way and what has arrived, with days late.',
    input: z.strictObject({ month: Month }),
    output: z.array(Arrival),
  }),
  'arrivals.delays': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'In how many days the money of each kind of account should arrive.',
    input: z.strictObject({}),
    output: z.array(SettlementDelay),
  }),
  'arrivals.setDelay': command({
    kind: 'effect',
    access: 'settlement.rules',
    summary: 'Set the days until the money of a kind of account should arrive, from a day on, with the source.',
    input: z.strictObject({ kind: z.string().min(1).max(40), fromDay: Day, days: z.int().min(0).max(120), source: z.string().trim().min(1).max(200) }),
    output: z.array(SettlementDelay),
  }),
}

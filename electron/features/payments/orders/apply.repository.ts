import type { OrderFlag } from '@shared/contract/payment-orders'
import type { OrderState } from '@shared/domain/payments'
import type { WriteContext } from '../../../platform/store/repository'
import type { OrderReading } from '../../../upstream/payments'
import type { Applied, ReadingVia } from '../ports'
import { decideReading, type FoundFlag } from './decide'
import { noteOrderEvent, type OrderEventKind } from './event.repository'
import { nextQueryOf } from './schedule'
import { factsOf, putFacts, requireOrder, withoutTakenNumbers } from './write.repository'

export interface ReadingToApply {
  orderId: string
  reading: OrderReading
  via: ReadingVia
  /** The account's own identifiers; the reading's must be one of them. */
  merchantIds: string[]
  notificationId?: string | undefined
  requestId?: string | undefined
  operatorName?: string | undefined
}

const stateEvents: Readonly<Record<OrderState, OrderEventKind>> = {
  created: 'stateCreated',
  pending: 'statePending',
  paid: 'statePaid',
  closed: 'stateClosed',
  failed: 'stateFailed',
  unknown: 'stateUnknown',
}
const longestRawAnswer = 65_536

/** Takes over what the provider says; for use inside a write method. @throws Fault `payments.orderMissing` */
export function applyReading(context: WriteContext, input: ReadingToApply): Applied {
  const { sql } = context
  const { reading } = input
  const row = requireOrder(context, input.orderId)
  const decided = decideReading(factsOf(row), reading, input.merchantIds)
  const { next: clean, taken } = withoutTakenNumbers(context, row, decided.next)
  const next = { ...clean }
  const raised = [...decided.raised]
  if (taken.length > 0 && !next.flags.includes('accountDiffers') && next.settledFlags['accountDiffers'] !== taken.join(' ')) {
    raised.push({ flag: 'accountDiffers', content: taken.join(' ') })
    next.flags = [...next.flags, 'accountDiffers']
  }
  // A number that cannot be taken over is all that the reading had: nothing is new.
  const repeated = decided.repeated || (raised.length === 0 && !decided.held && JSON.stringify(next) === JSON.stringify(factsOf(row)))
  if (!repeated) {
    putFacts(context, row, next)
    sql('UPDATE orders SET raw_answer = ? WHERE seq = ?').run(reading.raw.slice(0, longestRawAnswer), row.seq)
  }
  if (decided.held) sql('UPDATE orders SET held_json = ? WHERE seq = ?').run(heldOf(reading, [...decided.found, ...raised]), row.seq)
  else if (raised.length > 0)
    sql('UPDATE orders SET held_json = coalesce(held_json, ?) WHERE seq = ?').run(heldOf(reading, raised), row.seq)
  noteQuery(context, row.seq, input.via, row.queries, next.state, next.expiresAt, decided.held)
  const event = {
    ...{ operatorName: input.operatorName, notificationId: input.notificationId, requestId: input.requestId },
    raw: reading.raw,
  }
  for (const { flag } of raised) noteOrderEvent(context, row.seq, { ...event, kind: 'flagged', params: flagParams(flag, reading, next.currency) })
  if (row.state !== next.state)
    noteOrderEvent(context, row.seq, {
      ...event,
      kind: stateEvents[next.state],
      params: { via: input.via, raw: reading.rawState, minor: next.receivedMinor ?? next.orderedMinor, currency: next.currency, ...messageOf(reading) },
    })
  else if (!repeated && raised.length === 0) noteOrderEvent(context, row.seq, { ...event, kind: 'completed', params: { via: input.via, raw: reading.rawState } })
  return { orderId: row.id, before: row.state, after: next.state, repeated: repeated && raised.length === 0, flags: [...next.flags] }
}

/** The reading without its raw text, and what each flag was raised for. */
function heldOf(reading: OrderReading, found: readonly FoundFlag[]): string {
  const { raw: _raw, ...kept } = reading
  return JSON.stringify({ v: 1, reading: kept, contents: Object.fromEntries(found.map(({ flag, content }) => [flag, content])) })
}

/** After a reading the order is asked about later, or never again when it is over. */
function noteQuery(
  { sql, now }: WriteContext,
  seq: number,
  via: ReadingVia,
  queries: number,
  state: OrderState,
  expiresAt: string | null,
  held: boolean,
): void {
  const asked = via === 'query'
  // What was held back waits for a person: asking again would say the same.
  const next = held ? null : nextQueryOf({ state, queries: queries + (asked ? 1 : 0), expiresAt }, now)
  sql(`UPDATE orders SET next_query_at = @next, error_json = NULL,
         queries = queries + @asked, last_query_at = CASE WHEN @asked = 1 THEN @now ELSE last_query_at END
       WHERE seq = @seq`).run({ seq, next, now, asked: asked ? 1 : 0 })
}

function flagParams(flag: OrderFlag, reading: OrderReading, currency: string) {
  return {
    flag,
    currency: reading.currency ?? currency,
    ...(reading.amountMinor === undefined ? {} : { minor: reading.amountMinor }),
    ...(reading.receivedMinor === undefined ? {} : { received: reading.receivedMinor }),
    ...(reading.merchantId === undefined ? {} : { merchant: reading.merchantId }),
    raw: reading.rawState,
  }
}

function messageOf(reading: OrderReading): { message?: string } {
  return reading.message === undefined || reading.message === '' ? {} : { message: reading.message.slice(0, 300) }
}

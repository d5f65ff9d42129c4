import type { Clock } from '../../platform/clock/clock'
import { BillDesk } from '../payments/bills'
import { Book } from '../payments/book'
import type { NotificationHabit, StandInOrder, StandInRefund } from '../payments/types'
import type { BillAddress } from './bill-address'
import { Merchants } from './merchants'
import type { PlatformKeys } from './platform-keys'

/** How many refund requests of a merchant are taken in a second (§8.6). */
export interface V3Limits {
  refundsPerSecond: number
  faultyRefundsPerSecond: number
  /** Fund-flow bills (§8.8). */
  fundBillsPerSecond: number
}

/** Five minutes: the least that the real one says for money that goes back to a balance (§8.6: 5 to 20 minutes). */
const usualRefundMs = 5 * 60_000

/** A callback about an order's payment, or about a refund. */
export interface CallbackAbout {
  order: StandInOrder
  refund?: StandInRefund
}

/** Everything that the stand-in keeps in mind. */
export class World {
  readonly book = new Book()
  readonly merchants = new Merchants()
  readonly habit: NotificationHabit = { automatic: true, copies: 1, delayMs: 0 }
  readonly bills = new BillDesk()
  /** Addresses of bills that were given out, by token. */
  readonly addresses = new Map<string, BillAddress>()
  /** Fund-flow bills that a merchant asked for in the running second. */
  fundBillsPerSecond = 3
  readonly billCalls = new Map<string, { second: number; count: number }>()
  refundMs = usualRefundMs
  /** Share of callbacks that come signed by the public key while an account has both (§8.3). */
  switchShare = 0.5
  /** Sends a callback, where callbacks are sent by themselves. */
  tell: (about: CallbackAbout) => void = () => {}
  /** Counts the numbers given out, so that no two are the same whatever chance says. */
  given = 0
  /** Where its own pages are; known once it listens. */
  baseUrl = ''

  constructor(
    readonly clock: Clock,
    readonly random: () => number,
    readonly keys: PlatformKeys,
    /** Told after everything that should be remembered. */
    readonly changed: () => void,
  ) {}

  get now(): number {
    return this.clock.now().getTime()
  }

  digits(count: number): string {
    return digitsFrom(this.random, count)
  }

  /** So many digits that no other number ends with. */
  unique(count: number): string {
    this.given += 1
    return this.digits(count - 8) + String(this.given).padStart(8, '0')
  }

  /** Letters and digits. */
  nonce(count: number): string {
    return Array.from({ length: count }, () => Math.floor(this.random() * 36).toString(36).toUpperCase()).join('')
  }

  /** The order with any of its numbers, as it stands now. */
  order(number: string, merchant?: string, sub?: string): StandInOrder | undefined {
    const order = this.book.find(number, merchant, sub)
    if (order?.state === 'open' && this.now >= order.expiresAtMs) order.state = 'closed'
    return order
  }

  orderOf(refund: StandInRefund): StandInOrder {
    const order = this.book.orders.get(refund.orderKey)
    if (!order) throw new Error('refund without order')
    return order
  }
}

/** 28 digits, `4200` first, as WeChat's transaction ids are (§10.1). */
export const transactionId = (world: World) => `4200${world.unique(24)}`
/** 29 digits. */
export const refundId = (world: World) => `5030${world.unique(25)}`

export function digitsFrom(random: () => number, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

/** RFC 3339 in Beijing time, as every answer tells times. */
export function beijing(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}

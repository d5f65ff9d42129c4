import type { BillAsked } from '../payments/bills'

/** What an address gives, to whom and how long (payment-providers §8.8). */
export interface BillAddress {
  mchid: string
  asked: BillAsked
  day: string
  gzip: boolean
  untilMs: number
}

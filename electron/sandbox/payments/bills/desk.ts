import { gzipSync } from 'node:zlib'
import { type BillTrouble, billTroubles } from '@shared/domain/bills'
import type { Book } from '../book'
import type { BillFlaw } from '../types'
import { factsOf, type WhoseBill } from './facts'
import { fundBill, movementsOf } from './fund'
import { overseasBill } from './overseas'
import { tradeBill, type TradeBill, tradeFacts } from './trade'

export type BillAsked = WhoseBill & ({ form: 'trade'; type: TradeBill } | { form: 'fund'; account: 'BASIC' | 'OPERATION' | 'FEES' } | { form: 'overseas' })

/** Whether a bill of a day can be had now: `creating` from the end of the day until ten o'clock. */
export type BillTime = 'ready' | 'creating' | 'notYet' | 'tooOld'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`)

/** `readyHour`: in Beijing, on the day after (payment-providers §8.8: 10:00; abroad 9:00). `reach` says how far back. */
export function billTime(nowMs: number, day: string, { readyHour, reach }: { readyHour: number; reach: { months: number } | { days: number } }): BillTime {
  const next = startOf(day) + dayMs
  if (nowMs < next) return 'notYet'
  if (nowMs < next + readyHour * hourMs) return 'creating'
  return startOf(day) < oldest(nowMs, reach) ? 'tooOld' : 'ready'
}

function oldest(nowMs: number, reach: { months: number } | { days: number }): number {
  const today = new Date(nowMs + 8 * hourMs).toISOString().slice(0, 10)
  if ('days' in reach) return startOf(today) - reach.days * dayMs
  const [year = 0, month = 0, date = 0] = today.split('-').map(Number)
  // The last day of the month where the earlier one is shorter.
  const last = new Date(Date.UTC(year, month - reach.months, 0)).getUTCDate()
  return Date.UTC(year, month - 1 - reach.months, Math.min(date, last)) - 8 * hourMs
}

/** A real day as it is written: `YYYY-MM-DD`. */
export function isRealDay(day: string): boolean {
  return /^\d{4}-\d\d-\d\d$/u.test(day) && !Number.isNaN(startOf(day)) && new Date(startOf(day) + 8 * hourMs).toISOString().startsWith(day)
}

/** The bill window of a stand-in: writes a day's bill from its books, with the troubles that are switched on. */
export class BillDesk {
  #troubles: ReadonlySet<BillTrouble> = new Set(billTroubles)
  #flaw: BillFlaw | undefined

  /** Which of the differences that its orders name are in the bills; all of them until somebody says otherwise. */
  setTroubles(troubles: readonly BillTrouble[]): void {
    this.#troubles = new Set(troubles)
  }

  setFlaw(flaw: BillFlaw | undefined): void {
    this.#flaw = flaw
  }

  get flaw(): BillFlaw | undefined {
    return this.#flaw
  }

  /** The text of a day's bill; undefined where nothing happened. */
  write(book: Book, asked: BillAsked, day: string, nowMs: number): string | undefined {
    const [from, until] = [startOf(day), startOf(day) + dayMs]
    const all = factsOf(book, asked, this.#troubles, nowMs)
    if (asked.form === 'fund') {
      // Nothing ever moves on the other two accounts.
      const movements = asked.account === 'BASIC' ? movementsOf(all, until).filter(({ atMs }) => atMs >= from) : []
      return movements.length === 0 ? undefined : fundBill(movements)
    }
    const facts = all.filter(({ atMs }) => atMs >= from && atMs < until)
    const listed = tradeFacts(facts, asked.form === 'trade' ? asked.type : 'ALL')
    if (listed.length === 0) return undefined
    return asked.form === 'trade' ? tradeBill(facts, asked.type) : overseasBill(facts)
  }

  /** As it is sent, with what goes wrong with it on the way. */
  pack(text: string, gzip: boolean): Buffer {
    const whole = Buffer.from(this.#flaw === 'truncated' ? text.slice(0, Math.floor(text.length * 0.6)) : text, 'utf8')
    if (this.#flaw === 'bomb') return bomb()
    if (!gzip) return whole
    const packed = gzipSync(whole)
    return this.#flaw === 'brokenGzip' ? packed.subarray(0, packed.length - 12) : packed
  }
}

/** Nine tenths of a gigabyte of nothing in less than one megabyte. */
function bomb(): Buffer {
  const block = gzipSync(Buffer.alloc(8 * 1024 * 1024))
  // Members of a gzip stream follow each other (RFC 1952 §2.2).
  return Buffer.concat(Array.from({ length: 110 }, () => block))
}

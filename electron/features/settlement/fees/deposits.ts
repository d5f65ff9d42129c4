import type { DepositEntry, DepositRate, DepositStand } from '@shared/contract/settlement-fees'
import { depositStandings } from '@shared/domain/deposits'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import { byOf, type FeeParts, todayOf } from './room-parts'

/** Deposits of 视频号 and promoters. A03-T-12: one that is late limits selling. */
export class DepositDesk {
  readonly #parts: FeeParts

  constructor(parts: FeeParts) {
    this.#parts = parts
  }

  async get(): Promise<{ rates: DepositRate[]; stands: DepositStand[]; entries: DepositEntry[] }> {
    const { rows } = this.#parts
    const [rates, entries] = await Promise.all([rows.deposits.rates(), rows.deposits.entries()])
    return { rates, entries: entries.toReversed(), stands: depositStandings(entries, rates, todayOf(this.#parts)) }
  }

  /** @throws Fault `bridge.invalidInput`, `settlement.depositTooLittle`, `settlement.monthLocked` */
  async record(input: Omit<DepositEntry, 'id' | 'by' | 'at'>, doer: Doer): Promise<DepositEntry> {
    const { rows, ports, newId, changed } = this.#parts
    const { action, minor } = input
    const isWrong = action === 'corrected' ? minor === 0 : action === 'required' ? minor < 0 : minor <= 0
    if (isWrong) throw new Fault('bridge.invalidInput', { fields: [{ path: 'minor', code: 'settlement.amountSign' }] })
    // What must be there may be agreed for a day to come; what moved has moved.
    if (action !== 'required' && input.day > todayOf(this.#parts)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'day', code: 'settlement.dayToCome' }] })
    const month = input.day.slice(0, 7)
    await ports.closing.assertOpen([month])
    const entry = await rows.deposits.record({ ...input, id: newId(), month, by: byOf(doer) })
    changed()
    return entry
  }

  async setRate(input: Pick<DepositRate, 'kind' | 'amountMinor' | 'currency' | 'fromDay' | 'source'>, doer: Doer): Promise<DepositRate> {
    const { rows, newId, changed } = this.#parts
    const rate = await rows.deposits.setRate({ ...input, id: newId(), by: byOf(doer) })
    changed()
    return rate
  }
}

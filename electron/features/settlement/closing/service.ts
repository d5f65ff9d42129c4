import type { MonthClosing } from '@shared/contract/settlement-closing'
import { beijingMonth } from '@shared/domain/beijing-time'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import { secondPerson } from '../second-person'
import { closingChecks } from './checks'
import type { ClosingParts } from './parts'
import type { By } from './repository'

const byOf = ({ operatorId, operatorName, correlationId }: Doer): By => ({ id: operatorId, name: operatorName, correlationId })
const complete = (checks: MonthClosing['checks']) => checks.every(({ state }) => state !== 'missing')

/** Closing months: the list that must be complete, the lock, and opening again by two persons. */
export class ClosingService {
  readonly #parts: ClosingParts

  constructor(parts: ClosingParts) {
    this.#parts = parts
  }

  async get(month: string): Promise<MonthClosing> {
    const [{ closed, history }, checks] = await Promise.all([this.#parts.repository.get(month), closingChecks(this.#parts, month)])
    const asked =
      closed?.askedAt && closed.askedBy ? { askedAt: closed.askedAt, askedBy: closed.askedBy, reason: closed.askedReason ?? '' } : undefined
    return {
      month,
      state: closed ? (asked ? 'reopenAsked' : 'locked') : 'open',
      checks,
      ready: complete(checks),
      ...(closed ? { lockedAt: closed.lockedAt, lockedBy: closed.lockedBy } : {}),
      ...(asked ? { reopen: asked } : {}),
      history,
    }
  }

  /**
   * Closes a month whose list is complete.
   * @throws Fault `settlement.monthNotOver`, `settlement.closingIncomplete`, `settlement.monthLocked`
   */
  async lock(month: string, doer: Doer): Promise<MonthClosing> {
    const { repository, ports, clock } = this.#parts
    if (month >= beijingMonth(clock.now().getTime())) throw new Fault('settlement.monthNotOver', { params: { month } })
    if (!complete(await closingChecks(this.#parts, month))) throw new Fault('settlement.closingIncomplete', { params: { month } })
    const by = byOf(doer)
    await repository.hold({ month, by })
    try {
      // What came in between the look and the lock would otherwise be locked in unseen.
      if (!complete(await closingChecks(this.#parts, month))) throw new Fault('settlement.closingIncomplete', { params: { month } })
      await ports.reconciliation.lock(month, true)
      await repository.noteLocked({ month, by })
    } catch (cause) {
      await ports.reconciliation.lock(month, false).catch((failed: unknown) => this.#parts.reportError('closing.release', failed))
      await repository.release(month)
      throw cause
    }
    this.#parts.changed.closing()
    return this.get(month)
  }

  /** What an ended program left between the hold and the lock, or between opening a month and its reconciliations. */
  async recover(): Promise<void> {
    const { repository, ports } = this.#parts
    for (const month of await repository.unfinished()) await repository.release(month)
    await ports.reconciliation.lockOnly(await repository.lockedMonths())
  }

  /** @throws Fault `settlement.monthNotLocked`, `settlement.reopenAskedAlready` */
  async askReopen(month: string, reason: string, doer: Doer): Promise<MonthClosing> {
    await this.#parts.repository.askReopen({ month, reason, by: byOf(doer) })
    this.#parts.changed.closing()
    return this.get(month)
  }

  /** @throws Fault `settlement.sameSecondPerson`, `settlement.reopenNotAsked`, `session.forbidden`, of the password */
  async decideReopen(
    input: { month: string; open: boolean; note: string; approver?: string | undefined; password?: string | undefined },
    doer: Doer,
  ): Promise<MonthClosing> {
    const { month, open, note } = input
    const by = await secondPerson(this.#parts.operators, input, 'settlement.approve', doer)
    await this.#parts.repository.decideReopen({ month, open, reason: note, by: byOf(by) })
    if (open) await this.#parts.ports.reconciliation.lock(month, false)
    this.#parts.changed.closing()
    return this.get(month)
  }
}

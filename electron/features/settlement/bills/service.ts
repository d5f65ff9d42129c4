import type { BillDay, BillMonth } from '@shared/contract/settlement-bills'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import type { BillsPort, Doer } from '../ports'
import { BillBoard } from './board'
import { BillChoices } from './choices'
import { BillFetcher } from './fetcher'
import { fetchBillsKind, settlementRunKind } from './jobs'
import type { BillsParts } from './parts'
import { PracticeMonthEnd } from './practice'
import { freshSteps } from './run'
import { BillTimer } from './timer'
import { WatchedFolder } from './watched'

type Locale = 'zh-CN' | 'en'

/** The desk of bills: how each day stands, fetching, the watched folder, runs of a month. */
export class BillsService {
  readonly parts: BillsParts
  readonly choices: BillChoices
  readonly board: BillBoard
  readonly fetcher: BillFetcher
  readonly timer: BillTimer
  readonly watched: WatchedFolder
  readonly practice: PracticeMonthEnd
  readonly sleep: (ms: number) => Promise<void>

  constructor(parts: BillsParts, sleep: (ms: number) => Promise<void>) {
    this.parts = parts
    this.sleep = sleep
    this.choices = new BillChoices(parts)
    this.board = new BillBoard(parts, this.choices)
    this.fetcher = new BillFetcher(parts, this.choices, this.board)
    this.watched = new WatchedFolder(parts, sleep)
    this.practice = new PracticeMonthEnd(parts, this.watched)
    this.timer = new BillTimer({ clock: parts.clock, fetcher: this.fetcher, newCall: parts.newCall, reportError: parts.reportError })
  }

  get port(): BillsPort {
    return {
      days: (month) => this.board.stands(month),
      balanceBreaks: async (month) => (await this.board.balanceBreaks(month)).map(({ accountId, day, why }) => ({ accountId, day, params: why.params })),
    }
  }

  month(month: string): Promise<BillMonth> {
    return this.board.month(month, this.timer.paused)
  }

  /** @throws Fault `settlement.monthLocked`, `bills.fetching` */
  async startFetch(input: { month: string; accountId?: string | undefined; billType?: string | undefined; day?: string | undefined }, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    await this.parts.ports.closing.assertOpen([input.month])
    this.#requireIdle(input.month)
    return { jobId: await this.parts.jobs.start({ kind: fetchBillsKind, title: this.#title(locale, 'settlementBills.jobs.fetch', input.month), input, subjectId: subjectOf(input.month), locale, createdBy: doer.operatorName }) }
  }

  /** @throws Fault `settlement.monthLocked`, `bills.fetching` */
  async startRun(month: string, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    await this.parts.ports.closing.assertOpen([month])
    this.#requireIdle(month)
    const id = this.parts.newId()
    await this.parts.repository.insertRun({ id, month, steps: freshSteps(), by: doer.operatorName })
    const jobId = await this.parts.jobs.start({ kind: settlementRunKind, title: this.#title(locale, 'settlementBills.jobs.run', month), input: { runId: id, month }, subjectId: subjectOf(month), locale, createdBy: doer.operatorName })
    await this.parts.repository.updateRun({ id, jobId })
    this.parts.changed.bills()
    return { jobId }
  }

  /** @throws Fault `settlement.monthLocked`, `bills.alreadyBooked`, `bills.nothingRecorded`, `bills.dayNotOver` */
  async recordNoTrade(input: { accountId: string; billType: string; day: string; reason: string; undo: boolean }, doer: Doer): Promise<BillDay> {
    const month = input.day.slice(0, 7)
    await this.parts.ports.closing.assertOpen([month])
    await this.parts.paymentAccounts.get(input.accountId)
    if (input.day >= this.board.today) throw new Fault('bills.dayNotOver')
    const stands = await this.#day(input)
    if (!input.undo && stands?.state === 'booked') throw new Fault('bills.alreadyBooked')
    const { accountId, billType, day, reason, undo } = input
    const { operatorId, operatorName, correlationId } = doer
    await this.parts.repository.recordNoTrade({ accountId, billType, day, reason, undo, operatorId, operatorName, correlationId })
    this.parts.changed.bills()
    const after = await this.#day(input)
    if (!after) throw new Fault('bills.dayNotWanted')
    return after
  }

  async #day({ accountId, billType, day }: { accountId: string; billType: string; day: string }): Promise<BillDay | undefined> {
    const rows = await this.board.rows(day.slice(0, 7))
    return rows.find((row) => row.accountId === accountId && row.billType === billType)?.days.find((one) => one.day === day)
  }

  #requireIdle(month: string): void {
    if (this.parts.jobs.isBusy(subjectOf(month), [fetchBillsKind, settlementRunKind])) throw new Fault('bills.fetching', { params: { month } })
  }

  #title(locale: Locale, key: string, month: string): string {
    return textFor(locale, key, { month })
  }
}

const subjectOf = (month: string): string => `bills/${month}`

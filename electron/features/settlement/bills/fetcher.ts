import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BillDay } from '@shared/contract/settlement-bills'
import { beijingDay, daysOfMonth } from '@shared/domain/beijing-time'
import { billReadyAt } from '@shared/domain/bills'
import { addDays } from '@shared/domain/days'
import { safeFileName } from '@shared/domain/file-names'
import { Fault } from '../../../platform/errors/fault'
import type { Doer, SourceFile } from '../ports'
import { noChain, readChain } from './balances'
import { type BillBoard, flawOf, reachOf } from './board'
import type { BillChoices, WantedBill } from './choices'
import type { BillsParts } from './parts'
import type { BillDayRecord, Why } from './repository'

/** Larger than any daily bill that was seen, smaller than what fills a disk by accident. */
const maxBytes = 4 * 1024 * 1024 * 1024
const firstWaitMs = 15 * 60_000
const longestWaitMs = 6 * 3_600_000

export interface FetchTask {
  accountId: string
  billType: string
  day: string
}

/** Some of a month; `day` also fetches one that is said to have no trade, `toDay` includes its day. */
export interface WhichBills {
  accountId?: string | undefined
  billType?: string | undefined
  day?: string | undefined
  fromDay?: string
  toDay?: string
}

export type FetchOutcome = 'booked' | 'noTrade' | 'failed' | 'tried'

/** Fetches the bill of one day and takes it in. One at a time: providers count calls, and nobody waits for the second. */
export class BillFetcher {
  readonly #parts: BillsParts
  readonly #choices: BillChoices
  readonly #board: BillBoard
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: BillsParts, choices: BillChoices, board: BillBoard) {
    this.#parts = parts
    this.#choices = choices
    this.#board = board
  }

  /** The days of a month that could be there and are not, oldest first. */
  async missing(month: string, only: WhichBills = {}): Promise<FetchTask[]> {
    const { billReadyHour } = this.#parts.settings.billLimits()
    const now = this.#parts.clock.now().getTime()
    const fits = (row: { accountId: string; billType: string }) => (only.accountId ?? row.accountId) === row.accountId && (only.billType ?? row.billType) === row.billType
    const tasks = (await this.#board.rows(month))
      .filter((row) => row.fetchable && fits(row))
      .flatMap(({ accountId, billType, days }) =>
        days
          .filter(({ day, state }) => (only.day === undefined ? state === 'missing' || state === 'failed' : day === only.day && state !== 'booked'))
          .filter(({ day }) => now >= billReadyAt(day, billReadyHour) && day >= (only.fromDay ?? day) && day <= (only.toDay ?? day))
          .map(({ day }) => ({ accountId, billType, day })),
      )
    return tasks.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  }

  /** What is due by itself now: of bills that are fetched automatically, not tried again before its time, still to be had. */
  async due(): Promise<FetchTask[]> {
    const now = this.#parts.clock.now()
    const limits = this.#parts.settings.billLimits()
    const wanted = await this.#choices.wanted()
    const automatic = new Set(wanted.filter(({ automatic: yes, offered }) => yes && offered).map(({ account, type }) => `${account.id}/${type}`))
    if (automatic.size === 0) return []
    const locked = new Set(await this.#parts.ports.closing.lockedMonths())
    const today = beijingDay(now.getTime())
    const tasks: FetchTask[] = []
    for (const month of this.#board.reachableMonths()) {
      if (locked.has(month) || daysOfMonth(month).every((day) => day >= today)) continue
      for (const { accountId, billType, days } of await this.#board.rows(month)) {
        const bill = wanted.find(({ account, type }) => account.id === accountId && type === billType)
        if (!bill || !automatic.has(`${accountId}/${billType}`)) continue
        const oldest = addDays(today, -reachOf(bill, limits)) ?? today
        tasks.push(...days.filter((one) => one.day >= oldest && isDue(one, now.toISOString())).map(({ day }) => ({ accountId, billType, day })))
      }
    }
    return tasks.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  }

  /**
   * Fetches one day; what went wrong is kept with the day and answered, not thrown.
   * @throws Fault `vault.locked`, `settlement.monthLocked`, `bills.notFetchable`, `http.cancelled`: then nothing is noted
   */
  fetch(task: FetchTask, doer: Doer): Promise<FetchOutcome> {
    const mine = this.#turn.then(() => this.#fetch(task, doer))
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #fetch(task: FetchTask, doer: Doer): Promise<FetchOutcome> {
    const { repository, ports, paymentAccounts } = this.#parts
    doer.signal?.throwIfAborted()
    await ports.closing.assertOpen([task.day.slice(0, 7)])
    const bill = (await this.#choices.wanted()).find(({ account, type }) => account.id === task.accountId && type === task.billType)
    if (!bill?.offered) throw new Fault('bills.notFetchable', { params: { type: task.billType } })
    const before = await repository.day(task)
    const account = await paymentAccounts.open(task.accountId)
    const client = paymentAccounts.client(account.kind)
    const into = join(await this.#folder(), `${this.#parts.newId()}.csv`)
    try {
      const fetched = await client.fetchBill?.(account, { type: task.billType, day: task.day, into, maxBytes }, { correlationId: doer.correlationId, signal: doer.signal })
      if (!fetched) throw new Fault('bills.notFetchable', { params: { type: task.billType } })
      if (fetched.outcome === 'noTrade') return await this.#note(task, before, { state: 'noTrade', by: doer.operatorName })
      const { file } = await ports.files.take({
        path: into,
        name: nameOf(bill, account.values, task.day),
        origin: 'fetched',
        source: bill.offered.source,
        accountId: task.accountId,
        billType: task.billType,
        day: task.day,
        hashChecked: fetched.hashChecked,
        doer,
      })
      return await this.#noteFile(task, before, file, doer)
    } catch (error) {
      return await this.#noteFault(task, before, error, doer)
    } finally {
      await rm(into, { force: true })
    }
  }

  async #folder(): Promise<string> {
    const folder = join(this.#parts.dir, 'settlement', 'fetching')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return folder
  }

  async #noteFile(task: FetchTask, before: BillDayRecord | undefined, file: SourceFile, doer: Doer): Promise<FetchOutcome> {
    const flaw = flawOf(file)
    const common = { fileId: file.id, by: doer.operatorName }
    // Its rows are still being read: the board looks at the file itself.
    if (flaw?.code === 'settlementBills.why.loading') return this.#note(task, before, { state: 'tried', ...common, why: flaw })
    if (flaw) return this.#note(task, before, { state: 'failed', ...common, why: flaw, attempts: (before?.attempts ?? 0) + 1 })
    return this.#note(task, before, { state: 'booked', ...common, ...(await this.#chain(task, file)) })
  }

  async #chain({ billType }: FetchTask, file: SourceFile) {
    return billType.startsWith('fund') ? readChain(await this.#parts.ports.files.packOf(file.id)) : noChain
  }

  async #noteFault(task: FetchTask, before: BillDayRecord | undefined, error: unknown, doer: Doer): Promise<FetchOutcome> {
    if (doer.signal?.aborted) throw error
    const fault = error instanceof Fault ? error : new Fault('internal', { cause: error })
    if (['vault.locked', 'http.cancelled', 'settlement.monthLocked'].includes(fault.code)) throw fault
    const why: Why = { code: `errors.${fault.code}`, params: { ...fault.params } }
    const attempts = (before?.attempts ?? 0) + 1
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 10))
    const nextTryAt = new Date(this.#parts.clock.now().getTime() + waitMs).toISOString()
    if (!(error instanceof Fault)) this.#parts.reportError('bills.fetch', error)
    // A file that came and was not whole is a failed check; everything else is that it did not come.
    const state = ['bills.hashWrong', 'bills.notReadable', 'bills.tooLarge', 'payments.answerUnsigned'].includes(fault.code) ? 'failed' : 'tried'
    return this.#note(task, before, { state, by: doer.operatorName, why, attempts, nextTryAt })
  }

  async #note(task: FetchTask, before: BillDayRecord | undefined, found: Partial<BillDayRecord> & { state: FetchOutcome }): Promise<FetchOutcome> {
    await this.#parts.repository.putDay({
      ...task,
      fileId: '',
      via: 'interface',
      by: '',
      reason: '',
      why: null,
      attempts: before?.attempts ?? 0,
      nextTryAt: null,
      ...noChain,
      ...found,
    })
    this.#parts.changed.bills()
    return found.state
  }
}

/** Not there, or not whole when it came; a file whose checks do not hold waits for a person instead. */
function isDue({ state, fileId, nextTryAt }: Pick<BillDay, 'state' | 'fileId' | 'nextTryAt'>, now: string): boolean {
  return (state === 'missing' || state === 'failed') && fileId === undefined && (nextTryAt === undefined || nextTryAt <= now)
}

/** As people would name it: merchant, bill, day. */
function nameOf({ account, type }: WantedBill, values: Readonly<Record<string, string>>, day: string): string {
  return safeFileName(`${values['subMchid'] ?? values['mchid'] ?? account.name}-${type}-${day}.csv`, { fallback: 'bill.csv' })
}

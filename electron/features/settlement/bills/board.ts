import type { BillDay, BillMonth, BillRow } from '@shared/contract/settlement-bills'
import { addMonths, beijingDay, beijingDayStart, daysOfMonth } from '@shared/domain/beijing-time'
import { billReadyAt, lastFetchDay } from '@shared/domain/bills'
import { addDays } from '@shared/domain/days'
import type { DayStand, SourceFile } from '../ports'
import { readChain } from './balances'
import type { BillChoices, WantedBill } from './choices'
import type { BillsParts } from './parts'
import type { BillDayRecord, Why } from './repository'

const dayMs = 86_400_000

/** Why a loaded file does not make its day complete; undefined where every check holds. */
export function flawOf(file: Pick<SourceFile, 'state' | 'control' | 'problems'>): Why | undefined {
  if (file.state === 'failed') return { code: 'settlementBills.why.unreadable', params: {} }
  if (file.control === 'truncated') return { code: 'settlementBills.why.truncated', params: {} }
  if (file.control === 'differs') return { code: 'settlementBills.why.control', params: {} }
  if (file.problems > 0) return { code: 'settlementBills.why.rows', params: { count: file.problems } }
  return file.state === 'loaded' ? undefined : { code: 'settlementBills.why.loading', params: {} }
}

type Known = Pick<BillDay, 'state'> & Partial<BillDay>

/** How every account, type and day stands: from the files that are loaded, what was found out, and the clock. */
export class BillBoard {
  readonly #parts: BillsParts
  readonly #choices: BillChoices

  constructor(parts: BillsParts, choices: BillChoices) {
    this.#parts = parts
    this.#choices = choices
  }

  get today(): string {
    return beijingDay(this.#parts.clock.now().getTime())
  }

  async month(month: string, paused: boolean): Promise<BillMonth> {
    const rows = await this.rows(month)
    const counts = { booked: 0, noTrade: 0, missing: 0, failed: 0, awaited: 0 }
    for (const { days } of rows) for (const { state } of days) counts[state] += 1
    return { month, today: this.today, rows, counts, expiring: await this.expiring(), balanceBreaks: await this.balanceBreaks(month), paused }
  }

  /** Every wanted bill of a month with its days. */
  async rows(month: string): Promise<BillRow[]> {
    const wanted = await this.#choices.wanted()
    const days = daysOfMonth(month)
    const [records, files] = await Promise.all([
      this.#parts.repository.days({ fromDay: days[0] ?? month, toDay: days.at(-1) ?? month }),
      this.#parts.ports.files.ofMonth(month),
    ])
    const ground = { days, records: new Map(records.map((record) => [keyOf(record), record])), files }
    const rows: BillRow[] = []
    for (const bill of wanted) rows.push(await this.#row(bill, ground))
    return rows
  }

  async #row(bill: WantedBill, ground: { days: string[]; records: Map<string, BillDayRecord>; files: SourceFile[] }): Promise<BillRow> {
    const { account, type, offered } = bill
    const own = ground.files.filter((file) => file.accountId === account.id && file.billType === type)
    const days: BillDay[] = []
    for (const day of ground.days) {
      if (day < bill.fromDay) continue
      const record = ground.records.get(keyOf({ accountId: account.id, billType: type, day }))
      const file = own.find((one) => one.day === day) ?? own.find((one) => one.day === undefined && one.months.includes(day.slice(0, 7))) ?? (await this.#failedFile(record))
      days.push(this.#day(bill, day, record, file))
    }
    const paid = await this.#paidOnEmptyDays(account.id, days)
    return {
      accountId: account.id,
      account: account.name,
      kind: account.kind,
      billType: type,
      fetchable: offered !== undefined,
      automatic: bill.automatic && offered !== undefined,
      days: days.map((one) => ({ ...one, paidHere: paid.get(one.day) ?? 0 })),
    }
  }

  /** A file that did not hold may have been mended meanwhile. */
  async #failedFile(record: BillDayRecord | undefined): Promise<SourceFile | undefined> {
    if (!record || record.fileId === '' || record.state === 'noTrade') return undefined
    return this.#parts.ports.files.get(record.fileId).catch(() => undefined)
  }

  #day(bill: WantedBill, day: string, record: BillDayRecord | undefined, file: SourceFile | undefined): BillDay {
    const now = this.#parts.clock.now().getTime()
    const limits = this.#parts.settings.billLimits()
    const base = {
      day,
      hashChecked: file?.hashChecked ?? false,
      via: record?.via ?? (file ? ('file' as const) : ('none' as const)),
      by: record?.by ?? '',
      reason: record?.reason ?? '',
      attempts: record?.attempts ?? 0,
      paidHere: 0,
      ...(record ? { at: record.at } : {}),
    }
    if (file && file.state !== 'replaced') {
      const flaw = flawOf(file)
      const found: Known = { state: flaw ? (file.state === 'received' ? 'missing' : 'failed') : 'booked', fileId: file.id, fileName: file.name, rows: file.rows }
      return { ...base, ...found, ...(flaw ? { why: flaw } : {}) }
    }
    if (record?.state === 'noTrade') return { ...base, state: 'noTrade' }
    const ready = now >= billReadyAt(day, limits.billReadyHour)
    const why = record?.why ? { why: record.why } : {}
    const next = record?.nextTryAt ? { nextTryAt: record.nextTryAt } : {}
    const last = bill.offered && ready ? { lastFetchDay: lastFetchDay(day, reachOf(bill, limits)) } : {}
    if (record?.state === 'failed') return { ...base, state: 'failed', ...why, ...next, ...last }
    return { ...base, state: ready ? 'missing' : 'awaited', ...why, ...next, ...last }
  }

  /** Orders that were paid here on days of which the provider says that there was nothing. */
  async #paidOnEmptyDays(accountId: string, days: readonly BillDay[]): Promise<Map<string, number>> {
    const empty = days.filter(({ state }) => state === 'noTrade').map(({ day }) => day)
    const [first, last] = [empty[0], empty.at(-1)]
    if (first === undefined || last === undefined) return new Map()
    const counted = await this.#parts.repository.paidByDay({
      accountId,
      from: new Date(beijingDayStart(first)).toISOString(),
      until: new Date(beijingDayStart(last) + dayMs).toISOString(),
    })
    return new Map(counted.filter(({ day }) => empty.includes(day)).map(({ day, count }) => [day, count]))
  }

  /** Every month whose days an interface still gives, oldest first. */
  reachableMonths(): string[] {
    const { billDaysDomestic, billDaysOverseas } = this.#parts.settings.billLimits()
    const today = this.today
    const oldest = (addDays(today, -Math.max(billDaysDomestic, billDaysOverseas)) ?? today).slice(0, 7)
    const months: string[] = []
    for (let month = today.slice(0, 7); month >= oldest; month = addMonths(month, -1)) months.unshift(month)
    return months
  }

  /** Days that can be fetched, are not there, and soon cannot be fetched any more. */
  async expiring(): Promise<BillMonth['expiring']> {
    const { billWarnDays } = this.#parts.settings.billLimits()
    const today = this.today
    const found: BillMonth['expiring'] = []
    for (const month of this.reachableMonths())
      for (const row of await this.#rowsSince(month))
        for (const { day, state, lastFetchDay: last } of row.days) {
          if ((state !== 'missing' && state !== 'failed') || last === undefined) continue
          const daysLeft = Math.round((Date.parse(last) - Date.parse(today)) / dayMs)
          if (daysLeft >= 0 && daysLeft <= billWarnDays) found.push({ accountId: row.accountId, account: row.account, billType: row.billType, day, lastFetchDay: last, daysLeft })
        }
    return found.sort((a, b) => a.daysLeft - b.daysLeft || (a.day < b.day ? -1 : 1))
  }

  /** Rows of a month in which anything is expected at all. */
  async #rowsSince(month: string): Promise<BillRow[]> {
    const wanted = await this.#choices.wanted()
    return wanted.some(({ fromDay }) => fromDay.slice(0, 7) <= month) ? this.rows(month) : []
  }

  async stands(month: string): Promise<DayStand[]> {
    return (await this.rows(month)).flatMap(({ accountId, account, billType, days }) => days.map(({ day, state }) => ({ accountId, account, billType, day, state })))
  }

  /**
   * Breaks of the balance within a file, and between one day of a fund flow and the next that moved: days without a
   * movement lie between, days that are not there yet end the chain.
   */
  async balanceBreaks(month: string): Promise<BillMonth['balanceBreaks']> {
    await this.#noteChains(month)
    const days = daysOfMonth(month)
    const [first, last] = [days[0] ?? month, days.at(-1) ?? month]
    // The day before the month belongs to the chain.
    const records = (await this.#parts.repository.days({ fromDay: addDays(first, -31) ?? first, toDay: last })).filter(({ openingMinor, breaks, state }) => openingMinor !== null || breaks > 0 || state === 'noTrade')
    const names = new Map((await this.#parts.paymentAccounts.all()).map(({ id, name }) => [id, name]))
    const found: BillMonth['balanceBreaks'] = []
    let before: BillDayRecord | undefined
    let emptyUntil = ''
    for (const record of records) {
      if (before && (before.accountId !== record.accountId || before.billType !== record.billType)) before = undefined
      if (record.state === 'noTrade') {
        emptyUntil = record.day
        continue
      }
      const place = { accountId: record.accountId, account: names.get(record.accountId) ?? '', billType: record.billType, day: record.day }
      const inMonth = record.day >= first
      if (inMonth && record.breaks > 0) found.push({ ...place, why: { code: 'settlementBills.why.chainWithin', params: { count: record.breaks } } })
      const adjoins = before && (addDays(before.day, 1) === record.day || (emptyUntil > before.day && addDays(emptyUntil, 1) === record.day))
      if (inMonth && before && adjoins && before.closingMinor !== record.openingMinor) found.push({ ...place, why: { code: 'settlementBills.why.chainBetween', params: { before: before.day, closing: before.closingMinor ?? 0, opening: record.openingMinor ?? 0 } } })
      before = record
    }
    return found
  }

  /** Fund flows that came as files of people have their balances read when they are first asked about. */
  async #noteChains(month: string): Promise<void> {
    const { repository, ports, reportError } = this.#parts
    for (const { accountId, billType, days } of await this.rows(month)) {
      if (!billType.startsWith('fund')) continue
      for (const { day, state, fileId } of days) {
        if (state !== 'booked' || fileId === undefined) continue
        const key = { accountId, billType, day }
        const known = await repository.day(key)
        if (known?.fileId === fileId && known.openingMinor !== null) continue
        try {
          const chain = readChain(await ports.files.packOf(fileId))
          await repository.putDay({ ...key, state: 'booked', fileId, via: 'file', by: '', reason: '', why: null, attempts: 0, nextTryAt: null, ...chain })
        } catch (error) {
          // One file that cannot be read leaves the others their chain.
          reportError('bills.chain', error)
        }
      }
    }
  }
}

export const keyOf = ({ accountId, billType, day }: { accountId: string; billType: string; day: string }): string => `${accountId}/${billType}/${day}`

export function reachOf({ offered }: Pick<WantedBill, 'offered'>, limits: { billDaysDomestic: number; billDaysOverseas: number }): number {
  return offered?.reach === 'overseas' ? limits.billDaysOverseas : limits.billDaysDomestic
}

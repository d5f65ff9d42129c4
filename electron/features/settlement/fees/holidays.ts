import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HolidayYear } from '@shared/contract/settlement-fees'
import { type HolidayYearData, readHolidayYear, type WorkdayCalendar, workdayCalendar } from '@shared/domain/workdays'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import type { KeptOverride } from './calendar.repository'
import { byOf, type FeeParts, todayOf } from './room-parts'

interface Known {
  notices: HolidayYearData[]
  given: ReadonlySet<number>
  overrides: KeptOverride[]
  calendar: WorkdayCalendar
  /** SHA-256 of everything that the calendar is made of, shortened: what a statement was counted with. */
  version: string
}

/** A holiday file of a year is a few kilobytes. */
const largestFile = 256 * 1024

/** China's working days: what ships with the program, years that a file gave, and days that a person set. */
export class HolidayDesk {
  readonly #parts: FeeParts
  #shipped: Promise<HolidayYearData[]> | undefined
  #known: Promise<Known> | undefined

  constructor(parts: FeeParts) {
    this.#parts = parts
  }

  known(): Promise<Known> {
    this.#known ??= this.#read().catch((cause: unknown) => {
      this.#known = undefined
      throw cause
    })
    return this.#known
  }

  async calendar(): Promise<WorkdayCalendar> {
    return (await this.known()).calendar
  }

  async list(): Promise<{ version: string; years: HolidayYear[]; overrides: KeptOverride[] }> {
    const { notices, given, overrides, version } = await this.known()
    return { version, overrides, years: notices.map((notice) => yearOf(notice, given.has(notice.year))) }
  }

  /** The file of a year, read but not kept. @throws Fault `settlement.holidayFile` with what is wrong with it */
  async read(fileId: string): Promise<{ data: HolidayYearData; sha256: string }> {
    const file = this.#parts.incoming.require(fileId)
    if (file.bytes > largestFile) throw new Fault('settlement.holidayFile', { params: { detail: file.name } })
    const text = await readFile(file.path, 'utf8')
    const read = readHolidayYear(text, { source: file.name, asOf: todayOf(this.#parts) })
    if (!read.ok && read.problem === 'noDays') throw new Fault('settlement.holidayNoNotice', { params: { year: read.detail } })
    if (!read.ok) throw new Fault('settlement.holidayFile', { params: { detail: read.detail || file.name } })
    return { data: read.data, sha256: file.sha256 }
  }

  /** How days would be counted with other data. */
  async calendarWith(change: { year?: HolidayYearData; override?: { day: string; off: boolean | null } }): Promise<WorkdayCalendar> {
    const { notices, overrides } = await this.known()
    const { year, override } = change
    return workdayCalendar(
      year ? [...notices.filter((one) => one.year !== year.year), year] : notices,
      override ? [...overrides.filter(({ day }) => day !== override.day), ...(override.off === null ? [] : [{ day: override.day, off: override.off }])] : overrides,
    )
  }

  async saveYear(data: HolidayYearData, sha256: string, doer: Doer): Promise<void> {
    await this.#parts.rows.calendar.saveYear({ data, sha256, by: byOf(doer) })
    this.#known = undefined
  }

  async override(input: { day: string; off: boolean | null; reason: string }, doer: Doer): Promise<void> {
    await this.#parts.rows.calendar.override({ ...input, by: byOf(doer) })
    this.#known = undefined
  }

  async #read(): Promise<Known> {
    this.#shipped ??= shippedYears(join(this.#parts.resourcesDir, 'holidays'))
    const [shipped, kept, overrides] = await Promise.all([this.#shipped, this.#parts.rows.calendar.years(), this.#parts.rows.calendar.overrides()])
    const given = new Set(kept.map(({ year }) => year))
    const notices = [...shipped.filter(({ year }) => !given.has(year)), ...kept].sort((a, b) => a.year - b.year)
    const days = overrides.map(({ day, off }) => ({ day, off }))
    const version = createHash('sha256').update(JSON.stringify([notices, days])).digest('hex').slice(0, 16)
    return { notices, given, overrides, calendar: workdayCalendar(notices, days), version }
  }
}

/** @throws Fault `settlement.holidayFile` where what ships with the program is damaged */
async function shippedYears(folder: string): Promise<HolidayYearData[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}\.json$/u.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const read = readHolidayYear(await readFile(join(folder, name), 'utf8'), { source: name, asOf: '2007-01-01' })
      if (!read.ok) throw new Fault('settlement.holidayFile', { params: { detail: `${name} ${read.detail}` } })
      return read.data
    }),
  )
}

function yearOf({ year, source, asOf, days }: HolidayYearData, isGiven: boolean): HolidayYear {
  const daysOff = days.filter(({ isOffDay }) => isOffDay).length
  return { year, source, asOf, daysOff, makeUpDays: days.length - daysOff, origin: isGiven ? 'file' : 'shipped' }
}

import type { FileControl, FileMapping, FileOptions } from '@shared/contract/settlement-files'
import type { SourceKind } from '@shared/contract/settlement-values'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../../../../platform/errors/fault'
import { extract, extractCells } from '../../engine/extract'
import { openPack } from '../../engine/pack-reader'
import type { PackSummary } from '../../engine/pack-types'
import type { CellRow, ExtractHooks, ExtractPlan, ExtractResult } from '../../engine/scan-types'
import type { RowProblem } from '../../engine/types'
import { profileOf, type Profile } from '../profiles'
import type { FileMonthSum, Notice, RowDecision } from '../records'
import { columnsOf, compile } from './compile'
import { controlOf, Movements } from './control'
import { headerIndex, headerName } from './header-name'
import { timeFormOf } from './inspect'
import type { Inspection } from './inspection'
import { chainOf, duplicatesOf, monthSumsOf } from './pack-facts'
import { type Preparation, preparationOf } from './prepare'
import { readTime } from './read-time'
import { rawRows } from './raw-rows'
import { sheetRows, textRows } from './rows-of'
import { Tally } from './tally'
import { tallying } from './tally-bytes'

/** How one file is to be read; everything that the result depends on. */
export interface Reading {
  path: string
  name: string
  inspection: Inspection
  profile: string
  source: SourceKind
  mapping: FileMapping
  options: FileOptions
  /** '' : every sheet with the same header. */
  sheet: string
  /** Merchant numbers that rows may name; empty: not checked. */
  owners: readonly string[]
  decisions: readonly RowDecision[]
  packPath: string
}

export interface Processed {
  summary: PackSummary
  /** Rows that are no entries and that nobody decided about; the first of them. */
  problems: RowProblem[]
  problemCount: number
  leftOut: number
  corrected: number
  control: FileControl
  monthSums: FileMonthSum[]
  notices: Notice[]
}

/** Problems that are kept one by one; all are counted. */
export const mostProblems = 5000

export interface ReadingSignals {
  signal?: AbortSignal
  progress?: (done: number, total: number) => void
}

/**
 * Reads a whole file into its pack, compares its end with its rows, and says what is wrong with it. For worker threads.
 * The same reading gives the same pack.
 */
export async function processFile(reading: Reading, signals: ReadingSignals = {}): Promise<Processed> {
  const profile = profileOf(reading.profile)
  if (!profile) throw new Fault('settlement.profileUnknown', { params: { profile: reading.profile } })
  await mkdir(dirname(reading.packPath), { recursive: true, mode: 0o700 })
  return new FileReading(reading, profile, signals).run()
}

const placeOf = (sheet: string, line: number) => `${line} ${sheet}`

/** One pass over a file. */
class FileReading {
  readonly #reading: Reading
  readonly #profile: Profile
  readonly #signals: ReadingSignals
  readonly #preparation: Preparation | undefined
  readonly #headers: readonly string[]
  readonly #plan: ExtractPlan
  readonly #tally: Tally
  readonly #decisions: ReadonlyMap<string, RowDecision>
  /** Decided rows that are still no entries by themselves. */
  readonly #met = new Map<string, RowDecision>()
  readonly #problems: RowProblem[] = []
  readonly #notices: Notice[] = []
  readonly #movements = new Movements()
  #problemCount = 0
  #appending = false
  #appended = 0
  #failed = 0

  constructor(reading: Reading, profile: Profile, signals: ReadingSignals) {
    const { inspection, mapping, options, owners, source } = reading
    this.#reading = reading
    this.#profile = profile
    this.#signals = signals
    this.#decisions = new Map(reading.decisions.map((decision) => [placeOf(decision.sheet, decision.line), decision]))
    const at = columnsOf({ profile, headers: inspection.headers, mapping }).get('at')?.[0]
    const timeForm = profile.time === 'epochMs' || profile.time === 'epochSeconds' ? profile.time : timeFormOf(inspection.sample, at, options.dateOrder)
    this.#preparation = preparationOf(profile, inspection.headers, options, timeForm, mapping)
    this.#headers = this.#preparation?.headers ?? inspection.headers
    this.#plan = compile({ profile, source, headers: this.#headers, mapping, options, timeForm, sheet: '', owners })
    this.#tally = new Tally(profile.ending.controls, this.#headers, columnsOf({ profile, headers: this.#headers, mapping }))
  }

  async run(): Promise<Processed> {
    const { inspection, packPath } = this.#reading
    const fast = inspection.format === 'text' && (inspection.encoding === 'utf-8' || inspection.encoding === 'gb18030') && !this.#preparation && this.#profile.ending.form !== 'records'
    const more = await this.#corrections()
    const result = fast ? this.#scan(more) : await this.#readCells(more)
    this.#afterEnd(result)
    const pack = openPack(packPath)
    try {
      if (this.#profile.ending.form === 'records') for (let row = 0; row < pack.rows; row += 1) this.#movements.take(pack.entry(row))
      this.#movements.rows = result.seen - result.skipped
      const control: FileControl = controlOf(this.#profile.ending, result.footer, this.#tally, this.#movements)
      const chain = this.#profile.chain === true || this.#reading.source === 'bank' || this.#reading.source === 'fundFlow' ? chainOf(pack) : undefined
      if (chain) {
        control.chain = chain.chain
        this.#notices.push(...chain.notices)
      }
      this.#notices.push(...duplicatesOf(pack))
      if (result.skipped > 0) this.#notices.push({ code: 'settlementFiles.notices.skipped', params: { count: result.skipped } })
      if (!result.endsWithNewline && this.#profile.ending.required && control.state === 'truncated') this.#notices.push({ code: 'settlementFiles.notices.cutOff', params: {} })
      return {
        summary: result.summary,
        problems: this.#problems,
        problemCount: this.#problemCount,
        leftOut: [...this.#met.values()].filter(({ action }) => action === 'leftOut').length,
        corrected: this.#appended - this.#failed,
        control,
        monthSums: monthSumsOf(pack),
        notices: this.#notices,
      }
    } finally {
      pack.close()
    }
  }

  readonly #onProblem = (problem: RowProblem): void => {
    const told = this.#named(problem)
    const place = placeOf(told.sheet, told.line)
    const decision = this.#decisions.get(place)
    if (!this.#appending && decision) {
      this.#met.set(place, decision)
      return
    }
    if (this.#appending) this.#failed += 1
    this.#problemCount += 1
    if (this.#problems.length < mostProblems) this.#problems.push(told)
  }

  /** A row of another merchant is told as such, and a column by its name. */
  #named(problem: RowProblem): RowProblem {
    const at = Number(problem.params.column) - 1
    const header = this.#headers[at]
    if (header === undefined) return problem
    const owner = this.#profile.columns.owner?.map(headerName).includes(headerName(header)) === true && problem.code === 'word'
    return { ...problem, code: owner ? 'otherMerchant' : problem.code, params: { ...problem.params, header } }
  }

  #hooks(more: Map<string, CellRow>): Pick<ExtractHooks, 'columns' | 'more'> {
    return {
      columns: this.#tally.wanted,
      more: () => {
        this.#appending = true
        // In the order in which people corrected them: rows keep their places when another one is added.
        const rows = this.#reading.decisions.flatMap(({ sheet, line, action }) => {
          const place = placeOf(sheet, line)
          const row = action === 'corrected' && this.#met.has(place) ? more.get(place) : undefined
          return row ? [row] : []
        })
        this.#appended = rows.length
        return rows
      },
    }
  }

  #scan(more: Map<string, CellRow>): ExtractResult {
    const { path, inspection, packPath } = this.#reading
    const { encoding, delimiter, form } = inspection
    if (encoding !== 'utf-8' && encoding !== 'gb18030') throw new TypeError('only these are scanned')
    const tally = this.#tally.wanted.length > 0 || this.#profile.ending.controls.length > 0 ? tallying(this.#tally, encoding) : undefined
    return extract({
      path,
      packPath,
      plan: this.#plan,
      header: {
        dialect: { form, delimiter: delimiter === '' ? ',' : delimiter, encoding },
        names: inspection.headers,
        line: inspection.headerLine,
        dataOffset: inspection.dataOffset,
        dataLine: inspection.dataLine,
      },
      onProblem: this.#onProblem,
      hooks: { ...this.#hooks(more), ...(tally ? { row: tally } : {}) },
      ...this.#signals,
    })
  }

  async #readCells(more: Map<string, CellRow>): Promise<ExtractResult> {
    const { path, name, inspection, sheet, packPath } = this.#reading
    const { signal } = this.#signals
    const free = (this.#profile.freeText ?? []).map((header) => headerIndex(this.#headers).get(headerName(header)) ?? -1).find((column) => column >= 0) ?? -1
    const source = inspection.format === 'xlsx' ? await sheetRows(path, name, inspection, sheet, signal) : await textRows(path, name, inspection, free)
    this.#notices.push(...source.notices)
    const lost = new Map(source.lost.map((cell) => [`${placeOf(cell.sheet, cell.line)} ${cell.column}`, cell.text]))
    const footer: ExtractResult['footer'] = []
    const result = await extractCells(this.#prepared(source.rows, lost, footer), {
      packPath,
      plan: this.#plan,
      onProblem: this.#onProblem,
      hooks: { ...this.#hooks(more), row: tallying(this.#tally, 'utf-8') },
      ...(signal ? { signal } : {}),
    })
    return { ...result, footer: [...footer, ...result.footer] }
  }

  /** Rows with their cells made ready; those of other types are put aside for the sums. */
  *#prepared(rows: readonly CellRow[], lost: ReadonlyMap<string, string>, footer: ExtractResult['footer']): Generator<CellRow> {
    const { ending } = this.#profile
    let done = 0
    for (const row of rows) {
      done += 1
      if (done % 10_000 === 0) this.#signals.progress?.(done, rows.length)
      if (ending.form === 'records' && ending.starts.includes((row.cells[0] ?? '').trim())) footer.push({ line: row.line, cells: [...row.cells] })
      const cells = lost.size === 0 ? row.cells : row.cells.map((cell, column) => this.#marked(lost.get(`${placeOf(row.sheet ?? '', row.line)} ${column}`), cell))
      yield { ...row, cells: this.#preparation && !this.#isEnd(cells) ? this.#preparation.apply(cells) : cells }
    }
  }

  #isEnd(cells: readonly string[]): boolean {
    const first = (cells[0] ?? '').trim()
    return [...this.#plan.footerStarts, ...this.#plan.skipStarts].some((start) => first.startsWith(start))
  }

  /** A number whose digits are gone is written as what it is, so that it is refused where a number is asked for. */
  #marked(text: string | undefined, cell: string): string {
    return text === undefined ? cell : Number(text).toExponential()
  }

  /** Rows that people corrected: as they stand in the file, with the new cells. */
  async #corrections(): Promise<Map<string, CellRow>> {
    const wanted = this.#reading.decisions.filter(({ action }) => action === 'corrected')
    if (wanted.length === 0) return new Map()
    const { path, name, inspection } = this.#reading
    const found = await rawRows({ path, name, inspection, profile: this.#profile }, wanted)
    const index = headerIndex(this.#headers)
    return new Map(
      wanted.flatMap((decision) => {
        const row = found.find(({ sheet, line }) => sheet === decision.sheet && line === decision.line)
        if (!row) return []
        const cells = this.#headers.slice(0, inspection.headers.length).map((_, column) => row.cells[column] ?? '')
        for (const [header, text] of Object.entries(decision.cells)) {
          const column = index.get(headerName(header))
          if (column !== undefined) cells[column] = text
        }
        return [[placeOf(decision.sheet, decision.line), { line: decision.line, sheet: decision.sheet, cells: this.#preparation ? this.#preparation.apply(cells) : cells }]]
      }),
    )
  }

  /** What stands behind the end and looks like a row is told: it counts nowhere. */
  #afterEnd({ footer }: ExtractResult): void {
    const at = this.#plan.shapes[0]?.at
    const column = at?.columns[0]
    if (!at || column === undefined || this.#profile.ending.form === 'records') return
    for (const { line, cells } of footer.slice(1)) {
      const text = (cells[column] ?? '').replace(/^[`'\s]+/u, '').trim()
      if (text === '' || readTime(text, at.form, at.zone) === undefined || cells.length < this.#plan.width / 2) continue
      this.#appending = true
      this.#problemCount += 1
      if (this.#problems.length < mostProblems) this.#problems.push({ line, sheet: '', code: 'afterEnd', params: {}, excerpt: cells.join(',').slice(0, 200) })
    }
  }
}

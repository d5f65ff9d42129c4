import type { FeeLine } from '@shared/contract/settlement-fees'
import { Fault } from '../../../platform/errors/fault'
import { type KeptLine, type KeptPrior, readLines, readPrior } from './packed'
import type { FeeParts } from './room-parts'
import type { StoredStatement } from './stored'

export interface LineFilter {
  text?: string | undefined
  place?: string | undefined
}

/** Where a page begins: which chunk, and how many rows of it were seen. */
interface Place {
  kind: 'lines' | 'prior'
  number: number
  offset: number
}

/** The lines of a statement, read chunk by chunk, so that a month of any size is paged in the same time and memory. */
export class FeeLines {
  readonly #parts: Pick<FeeParts, 'rows'>

  constructor(parts: Pick<FeeParts, 'rows'>) {
    this.#parts = parts
  }

  /** @throws Fault `settlement.statementNotFound`, `bridge.invalidInput` for a cursor of something else */
  async page(input: LineFilter & { id: string; limit: number; cursor?: string | undefined }): Promise<{ rows: FeeLine[]; nextCursor?: string; hits: number; hitsCapped: boolean }> {
    const statement = await this.#parts.rows.statements.get(input.id)
    const rows: FeeLine[] = []
    for await (const { line, place } of this.#from(statement, input, placeOf(input.cursor))) {
      if (rows.length === input.limit) return { rows, nextCursor: cursorOf(place), ...hitsOf(statement, rows, input) }
      rows.push(line)
    }
    return { rows, ...hitsOf(statement, rows, input) }
  }

  /** Every line, own ones first. */
  async *all(statement: StoredStatement, filter: LineFilter = {}): AsyncGenerator<FeeLine> {
    for await (const { line } of this.#from(statement, filter, { kind: 'lines', number: 0, offset: 0 })) yield line
  }

  async *#from(statement: StoredStatement, filter: LineFilter, start: Place): AsyncGenerator<{ line: FeeLine; place: Place }> {
    const { runId } = statement
    if (runId === null) return
    const names = await this.#names(statement)
    const fits = matcher(filter)
    for (const kind of start.kind === 'lines' ? (['lines', 'prior'] as const) : (['prior'] as const)) {
      for (const { number } of await this.#parts.rows.statements.chunks({ runId, kind })) {
        if (kind === start.kind && number < start.number) continue
        const data = await this.#parts.rows.statements.chunk({ runId, kind, number })
        const kept = data === undefined ? [] : kind === 'lines' ? await readLines(data) : await readPrior(data)
        const first = kind === start.kind && number === start.number ? start.offset : 0
        for (const [offset, row] of kept.entries()) {
          if (offset < first) continue
          const line = 'kind' in row ? lineOf(row, names) : lineOfPrior(row, names)
          if (fits(line)) yield { line, place: { kind, number, offset } }
        }
      }
    }
  }

  async #names({ computed }: StoredStatement): Promise<{ places: Map<string, string>; accounts: Map<string, string> }> {
    const ids = (computed?.places ?? []).map(({ placeId }) => placeId).filter((id) => id !== '')
    const [places, accounts] = await Promise.all([this.#parts.rows.orders.places(ids), this.#parts.rows.orders.accounts()])
    return { places: new Map(places.map(({ id, code, name }) => [id, `${code} ${name}`])), accounts: new Map(accounts.map(({ id, name }) => [id, name])) }
  }
}

type Names = { places: Map<string, string>; accounts: Map<string, string> }

const sceneOf = (scene: string): FeeLine['scene'] => (scene === 'channels' || scene === 'other' ? scene : 'unset')

function lineOf(row: KeptLine, { places, accounts }: Names): FeeLine {
  const { orderId, number, kind, atMs, scene, sceneCode, placeId, accountId, amountMinor, feeMinor } = row
  return { orderId, number, kind, at: new Date(atMs).toISOString(), scene: sceneOf(scene), sceneCode, place: places.get(placeId) ?? '', account: accounts.get(accountId) ?? '', amountMinor, feeMinor }
}

function lineOfPrior({ orderId, number, atMs, placeId, baseMinor, feeMinor, originMonth, reason }: KeptPrior, { places }: Names): FeeLine {
  const order = orderId === '' ? {} : { orderId }
  return { ...order, number, kind: 'prior', at: new Date(atMs).toISOString(), scene: 'unset', sceneCode: '', place: places.get(placeId) ?? '', account: '', amountMinor: baseMinor, feeMinor, originMonth, reason }
}

function matcher({ text, place }: LineFilter): (line: FeeLine) => boolean {
  const wanted = text?.trim().toLowerCase() ?? ''
  const where = place?.trim() ?? ''
  return (line) => (wanted === '' || line.number.toLowerCase().includes(wanted)) && (where === '' || line.place.includes(where))
}

function hitsOf(statement: StoredStatement, rows: readonly FeeLine[], { text, place }: LineFilter): { hits: number; hitsCapped: boolean } {
  const { computed } = statement
  if ((text ?? '') !== '' || (place ?? '') !== '') return { hits: rows.length, hitsCapped: true }
  const earlier = computed?.priorCount ?? 0
  // Refunds of older months are counted as refunds and stand among the prior-period lines.
  return { hits: computed ? ownLines(computed) + earlier : 0, hitsCapped: false }
}

const ownLines = ({ orders, ownRefunds }: { orders: number; ownRefunds: number }): number => orders + ownRefunds

const cursorOf = ({ kind, number, offset }: Place): string => `${kind}-${number}-${offset}`

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { kind: 'lines', number: 0, offset: 0 }
  const match = /^(lines|prior)-(\d{1,7})-(\d{1,5})$/u.exec(cursor)
  if (!match) throw new Fault('bridge.invalidInput', { fields: [{ path: 'cursor', code: 'invalid' }] })
  return { kind: match[1] === 'prior' ? 'prior' : 'lines', number: Number(match[2]), offset: Number(match[3]) }
}

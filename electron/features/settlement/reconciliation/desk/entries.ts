import type { CountedSum, EntryKind, EntryRow } from '@shared/contract/settlement-values'
import { entryKinds } from '@shared/contract/settlement-values'
import { rowParts } from '../../engine/match-types'
import { entryRow } from './entry-row'
import { textFilter } from './find-text'
import type { OpenRun } from './open-run'

export interface EntriesQuery {
  side: 'left' | 'right'
  part: 'total' | 'matched' | 'differences' | 'expected' | 'others'
  kind?: EntryKind | undefined
  currency?: string | undefined
  text?: string | undefined
  after: number
  limit: number
}

export interface EntriesAnswer {
  rows: EntryRow[]
  /** Place of the last row, where there are more. */
  next: number | null
  hits: number
  sums: CountedSum[]
}

/** The rows behind a total, with the sums of all that fit: they are the total's own figures where nothing is filtered. */
export function entries(run: OpenRun, query: EntriesQuery): EntriesAnswer {
  const side = run[query.side]
  const wanted = query.part === 'total' ? undefined : rowParts[query.part]
  const kindCode = query.kind === undefined ? -1 : entryKinds.indexOf(query.kind)
  const fits = textFilter(query.text)
  const places: number[] = []
  const sums = new Map<string, CountedSum>()
  let hits = 0
  side.each((pack, from) => {
    const { currency, currencies, amountMinor } = pack
    for (let row = 0; row < pack.rows; row += 1) {
      const part = side.part[from + row] ?? 0
      if (wanted === undefined ? part === rowParts.elsewhere || part === rowParts.others : part !== wanted) continue
      if (kindCode >= 0 && side.kind[from + row] !== kindCode) continue
      const name = currencies[currency[row] ?? 0] ?? ''
      if (query.currency !== undefined && name !== query.currency) continue
      if (!fits(pack, row)) continue
      hits += 1
      const sum = sums.get(name) ?? { currency: name, count: 0, minor: 0 }
      sum.count += 1
      const minor = amountMinor[row] ?? NaN
      if (!Number.isNaN(minor)) sum.minor += minor
      sums.set(name, sum)
      if (from + row > query.after && places.length <= query.limit) places.push(from + row)
    }
  })
  const shown = places.slice(0, query.limit)
  return {
    rows: shown.map((place) => entryRow(side, place)),
    next: places.length > query.limit ? (shown.at(-1) ?? null) : null,
    hits,
    sums: [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  }
}

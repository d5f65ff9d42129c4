import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { KeyHash } from '../key-hash'
import type { RowIdentity } from '../match-types'
import { byContent } from './canonical'
import { contentBase, contentColumn, identityText, kindName, namingColumn } from './identity'
import { allNumberColumns } from './number-columns'
import type { Side } from './side'

const form = /^([^:]+):([^:]+):(\d+):([^]*)$/u
const encoder = new TextEncoder()

/** Finds the rows that decisions are about; what is not there is not in the answer. */
export function locate(side: Side, identities: Iterable<RowIdentity>): Map<RowIdentity, number> {
  const wanted = new Map<string, Set<string>>()
  for (const identity of new Set(identities)) {
    const [, kind = '', column = '', , value = ''] = form.exec(identity) ?? []
    const ofColumn = wanted.get(column) ?? new Set()
    wanted.set(column, ofColumn.add(`${kind} ${value}`))
  }
  const found = new Map<RowIdentity, number>()
  for (const column of allNumberColumns) {
    const ofColumn = wanted.get(column)
    if (ofColumn) locateByNumber(side, column, ofColumn, found)
  }
  const nameless = wanted.get(contentColumn)
  if (nameless) locateByContent(side, nameless, found)
  return found
}

function locateByNumber(side: Side, column: MatchKey, wanted: ReadonlySet<string>, found: Map<RowIdentity, number>): void {
  const lows = lowWords(wanted)
  const hash = side.hash(column)
  const bases = new Map<string, number[]>()
  for (let row = 0; row < side.rows; row += 1) {
    const low = hash[row * 2] ?? 0
    if (!lows.has(low) || namingColumn(side, row) !== column) continue
    const base = `${kindName(side, row)} ${side.text(column, row)}`
    if (wanted.has(base)) bases.set(base, [...(bases.get(base) ?? []), row])
  }
  for (const rows of bases.values()) {
    for (const [index, row] of rows.sort(byContent(side)).entries()) {
      found.set(identityText({ kind: kindName(side, row), column, value: side.text(column, row) }, index + 1), row)
    }
  }
}

/** First words of the hashes of the numbers, as packs hash them: a sieve before texts are read. */
function lowWords(wanted: ReadonlySet<string>): Set<number> {
  const hash = new KeyHash()
  return new Set(
    [...wanted].map((base) => {
      const bytes = encoder.encode(base.slice(base.indexOf(' ') + 1))
      hash.of(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength)
      return hash.lo | 0
    }),
  )
}

function locateByContent(side: Side, wanted: ReadonlySet<string>, found: Map<RowIdentity, number>): void {
  const bases = new Map<string, number[]>()
  for (let row = 0; row < side.rows; row += 1) {
    if (namingColumn(side, row) !== undefined) continue
    const { kind, value } = contentBase(side, row)
    const base = `${kind} ${value}`
    if (wanted.has(base)) bases.set(base, [...(bases.get(base) ?? []), row])
  }
  for (const rows of bases.values()) {
    for (const [index, row] of rows.sort(byContent(side)).entries()) found.set(identityText(contentBase(side, row), index + 1), row)
  }
}

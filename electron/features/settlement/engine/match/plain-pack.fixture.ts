import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { KeyHash } from '../key-hash'
import type { Pack } from '../pack-types'
import type { Entry } from '../types'

/** A pack that is nothing but its entries: for tests that open thousands of packs of a few rows. */
export function plainPack(entries: readonly Entry[]): Pack {
  const currencies = [...new Set(entries.map(({ currency }) => currency))]
  const column = <T>(make: { from: (values: Entry[], of: (entry: Entry) => number) => T }, of: (entry: Entry) => number): T => make.from([...entries], of)
  const entry = (row: number): Entry => {
    const found = entries[row]
    if (!found) throw new RangeError('no such row')
    return found
  }
  return {
    rows: entries.length,
    currencies,
    line: column(Uint32Array, ({ line }) => line),
    kind: column(Uint8Array, ({ kind }) => entryKinds.indexOf(kind)),
    outcome: column(Uint8Array, ({ outcome }) => entryOutcomes.indexOf(outcome)),
    currency: column(Uint16Array, ({ currency }) => currencies.indexOf(currency)),
    atMs: column(Float64Array, ({ atMs }) => atMs),
    amountMinor: column(Float64Array, ({ amountMinor }) => amountMinor),
    feeMinor: column(Float64Array, ({ feeMinor }) => feeMinor),
    settledMinor: column(Float64Array, ({ settledMinor }) => settledMinor),
    balanceMinor: column(Float64Array, ({ balanceMinor }) => balanceMinor),
    offset: column(Float64Array, ({ offset }) => offset),
    length: column(Uint32Array, ({ length }) => length),
    keyHash: (key) => Uint32Array.from(entries.flatMap((known) => wordsOf(known[key]))),
    text: (name, row) => entry(row)[name],
    sameText: (name, row, other, otherRow, otherName = name) => entry(row)[name] === other.text(otherName, otherRow),
    entry,
    close: () => undefined,
  }
}

const hash = new KeyHash()

function wordsOf(number: string): [number, number] {
  if (number === '') return [0, 0]
  const bytes = new TextEncoder().encode(number)
  hash.of(new DataView(bytes.buffer), 0, bytes.length)
  return [hash.lo, hash.hi]
}

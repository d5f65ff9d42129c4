import { addDays } from '../days'
import type { DatedEdge } from './counters'
import type { AccountKind, Relation } from './kinds'
import { type LedgerLimitKey, ledgerLimitKeys, type LedgerLimitValues } from './limits'
import type { Wish } from './plan'
import { brokenBy } from './usage'

/** Random numbers that a seed fixes (mulberry32), so that a failing case can be run again. */
export function seeded(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const upTo = (count: number) => Math.floor(next() * count)
  const one = <T>(list: readonly T[]): T => {
    const found = list[upTo(list.length)]
    if (found === undefined) throw new Error('an empty list was given')
    return found
  }
  const shuffled = <T>(list: readonly T[]): T[] => {
    const copy = [...list]
    for (let at = copy.length - 1; at > 0; at -= 1) {
      const other = upTo(at + 1)
      const [a, b] = [copy[at], copy[other]]
      if (a !== undefined && b !== undefined) [copy[at], copy[other]] = [b, a]
    }
    return copy
  }
  return { next, upTo, one, shuffled }
}

export interface Case {
  bindings: DatedEdge[]
  wishes: Wish[]
  limits: LedgerLimitValues
  today: string
}

const targetKinds: AccountKind[] = ['miniProgram', 'miniProgram', 'miniGame', 'officialAccount', 'webApp', 'testAccount']
const relationKinds: Relation[] = ['same', 'related', 'other']

/** A company's bindings within small limits, some undone, and wishes of all sorts, impossible ones too. */
export function randomCase(seed: number): Case {
  const random = seeded(seed)
  const limits = Object.fromEntries(
    ledgerLimitKeys.map((key) => [key, key === 'openPerApp' ? 1 : 1 + random.upTo(4)]),
  ) as Record<LedgerLimitKey, number>
  const today = `2026-${String(1 + random.upTo(12)).padStart(2, '0')}-${String(1 + random.upTo(28)).padStart(2, '0')}`
  const targets = Array.from({ length: 8 }, (_, n) => ({ id: `t${n}`, kind: random.one(targetKinds) }))
  const certified = new Map(['g0', 'g1', 'o0', 'o1'].map((id) => [id, random.next() < 0.8]))
  const relation = new Map<string, Relation>()
  const edge = () => {
    const holderId = random.one([...certified.keys()])
    const isLink = holderId.startsWith('g')
    const fitting = targets.filter(({ kind }) => !isLink || kind === 'miniProgram' || kind === 'miniGame')
    const target = random.one(fitting.length > 0 ? fitting : [{ id: 'tx', kind: 'miniProgram' as const }])
    const pair = `${holderId} ${target.id}`
    relation.set(pair, relation.get(pair) ?? random.one(relationKinds))
    return {
      kind: isLink ? ('link' as const) : ('open' as const),
      holderId,
      targetId: target.id,
      targetKind: target.kind,
      relation: relation.get(pair) ?? 'other',
      certified: certified.get(holderId) ?? false,
      throughApi: !isLink && random.next() < 0.1,
    }
  }
  const bindings: DatedEdge[] = []
  for (let at = 0; at < 14; at += 1) {
    const boundOn = addDays(today, -random.upTo(70)) ?? today
    const made = edge()
    const stands = bindings.some(
      (known) => known.holderId === made.holderId && known.targetId === made.targetId && known.unboundOn === undefined,
    )
    if (stands || brokenBy(made, bindings, limits, boundOn)) continue
    bindings.push({ ...made, boundOn, ...(random.next() < 0.3 ? { unboundOn: today } : {}) })
  }
  const wishes: Wish[] = Array.from({ length: 2 + random.upTo(12) }, () => {
    const standing = bindings.filter(({ unboundOn }) => unboundOn === undefined)
    if (standing.length > 0 && random.next() < 0.45) return { want: 'drop', edge: random.one(standing) }
    return { want: random.next() < 0.92 ? 'have' : 'drop', edge: edge() }
  })
  return { bindings, wishes, limits, today }
}

import type { Difference, Pair, Reconciliation, RowDecision } from '@shared/contract/settlement-reconciliation'
import type { EntryRow } from '@shared/contract/settlement-values'
import { describe, expect, it } from 'vitest'
import { october, reconciliationRoom, type Workspace } from './reconciliation.fixture'

/** Numbers that look drawn, the same in every run (mulberry32). */
function drawn(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const rowsOf = (rows: readonly EntryRow[]) => rows.map(({ merchantNo }) => merchantNo).sort().join('+')

/** Whether two pairs have a row of one side in common. */
function sharesRow(one: string, other: string): boolean {
  const [left, right] = one.split('=')
  const [otherLeft, otherRight] = other.split('=')
  return left === otherLeft || right === otherRight
}

/** What people decided, kept apart from the program. */
interface Decided {
  state: 'inWork' | 'resolved'
  by: string
  minor: number
}

class Sequence {
  readonly decided = new Map<string, Decided>()
  /** Rows that a person put together, and rows that a person parted. */
  readonly together = new Set<string>()
  readonly apart = new Set<string>()
  #fileId = ''
  readonly #work: Workspace
  readonly #id: string
  readonly #draw: (below: number) => number

  constructor(work: Workspace, id: string, draw: (below: number) => number) {
    this.#work = work
    this.#id = id
    this.#draw = draw
  }

  static async begin(seed: number): Promise<Sequence> {
    const work = reconciliationRoom()
    const draw = drawn(seed)
    for (let n = 0; n < 12; n += 1) work.order(`N${n}`, 1_000 + draw(3) * 100, october(1 + n))
    const sides = { left: { source: 'orders', accountId: work.accountId }, right: { source: 'bill', accountId: work.accountId } }
    const { id } = await work.call<Reconciliation>('reconciliations.create', { month: '2026-10', name: '', ...sides })
    const sequence = new Sequence(work, id, draw)
    await sequence.load()
    await sequence.run()
    return sequence
  }

  /** A file in another order, of other rows, with other amounts here and there: it corrects the one before. */
  load(): Promise<void> {
    const rows = Array.from({ length: 14 }, (_, n) => ({ merchantNo: `N${n}`, amountMinor: 1_000 + this.#draw(3) * 100, atMs: october(1 + (n % 28)) }))
    const kept = rows.filter(() => this.#draw(6) > 0).sort(() => this.#draw(3) - 1)
    this.#fileId = this.#work.files.load(kept, { accountId: this.#work.accountId, replaces: this.#fileId })
    return Promise.resolve()
  }

  async run(): Promise<void> {
    const { jobId } = await this.#work.call<{ jobId: string }>('reconciliations.run', { id: this.#id })
    await this.#work.over(jobId)
  }

  async decide(): Promise<void> {
    const differences = (await this.differences()).filter(({ state }) => state === 'open' || state === 'inWork')
    const one = differences[this.#draw(Math.max(1, differences.length))]
    if (!one) return
    const resolves = this.#draw(2) === 0
    const decision = resolves ? { action: 'resolve', resolution: 'other', reason: one.number, attachments: [] } : { action: 'assign', to: '李明' }
    const { done } = await this.#work.call<{ done: number }>('differences.decide', { ids: [one.id], decision })
    expect(done).toBe(1)
    this.decided.set(one.id, { state: resolves ? 'resolved' : 'inWork', by: '李明', minor: one.differenceMinor })
  }

  async pair(): Promise<void> {
    const alone = (await this.differences()).filter(({ leftCount, rightCount }) => leftCount + rightCount === 1)
    const [left, right] = [alone.find(({ leftCount }) => leftCount === 1), alone.find(({ rightCount }) => rightCount === 1)]
    if (!left || !right) return
    const rows = { left: await this.#rows(left.id, 'left'), right: await this.#rows(right.id, 'right') }
    await this.#work.call('pairs.make', { reconciliationId: this.#id, left: rows.left.map(({ ref }) => ref), right: rows.right.map(({ ref }) => ref), reason: 'r' })
    const name = `${rowsOf(rows.left)}=${rowsOf(rows.right)}`
    // A pair whose rows are not all there makes way for another of its rows.
    for (const other of this.together) if (sharesRow(other, name)) this.together.delete(other)
    this.together.add(name)
    this.apart.delete(name)
  }

  async part(): Promise<void> {
    const pairs = await this.pairs()
    const one = pairs[this.#draw(Math.max(1, pairs.length))]
    if (!one) return
    await this.#work.call('pairs.undo', { reconciliationId: this.#id, pairId: one.id, reason: 'r' })
    const name = `${rowsOf(one.left)}=${rowsOf(one.right)}`
    if (!this.together.delete(name)) this.apart.add(name)
  }

  async kill(): Promise<void> {
    await this.#work.killAndStart()
  }

  /** Everything that must hold after any sequence. */
  async check(): Promise<void> {
    // Asserts by itself that its totals add up.
    const { lastRun, openDifferences } = await this.#work.call<Reconciliation>('reconciliations.get', { id: this.#id })
    const differences = await this.differences()
    expect(openDifferences).toBe(differences.filter(({ state }) => state !== 'resolved').length)
    for (const side of ['left', 'right'] as const) {
      const listed = await this.#work.call<{ hits: number }>('entries.list', { reconciliationId: this.#id, side, part: 'differences', limit: 1 })
      expect(listed.hits).toBe(differences.reduce((sum, one) => sum + one[`${side}Count`], 0))
      expect(lastRun?.[side][0]?.differences.count).toBe(listed.hits)
    }
    for (const one of differences) {
      const known = this.decided.get(one.id)
      if (!known) expect(one).toMatchObject({ state: 'open', assignee: '' })
      else if (known.state === 'inWork') expect(one).toMatchObject({ state: 'inWork', assignee: known.by })
      else expect(one).toMatchObject(known.minor === one.differenceMinor ? { state: 'resolved' } : { state: 'open', changedAfter: true })
    }
    const clean = (await this.pairs()).map(({ left, right }) => `${rowsOf(left)}=${rowsOf(right)}`)
    expect(clean.filter((name) => this.apart.has(name))).toEqual([])
    const inForce = (await this.#work.call<RowDecision[]>('decisions.list', { id: this.#id })).filter(({ takenBack }) => !takenBack)
    expect(inForce.filter(({ kind }) => kind === 'pair')).toHaveLength(this.together.size)
    expect(this.#work.errors).toEqual([])
  }

  differences(): Promise<Difference[]> {
    return this.#work.call<{ rows: Difference[] }>('differences.list', { reconciliationId: this.#id, limit: 200, order: 'day' }).then(({ rows }) => rows)
  }

  pairs(): Promise<Pair[]> {
    return this.#work.call<{ rows: Pair[] }>('pairs.list', { reconciliationId: this.#id, limit: 100 }).then(({ rows }) => rows)
  }

  async #rows(id: string, side: 'left' | 'right'): Promise<EntryRow[]> {
    return (await this.#work.call<Record<'left' | 'right', EntryRow[]>>('differences.get', { id }))[side]
  }
}

const steps = ['load', 'run', 'decide', 'decide', 'decide', 'pair', 'part', 'kill'] as const

describe('any sequence of decisions, files, runs and kills', () => {
  it.each([1, 2, 3, 100, 105])('keeps every decision, and totals add up (%i)', async (seed) => {
    const sequence = await Sequence.begin(seed)
    const draw = drawn(seed * 7919)
    for (let n = 0; n < 12; n += 1) await sequence[steps[draw(steps.length)] ?? 'run']()
    await sequence.run()
    await sequence.check()
  })
})

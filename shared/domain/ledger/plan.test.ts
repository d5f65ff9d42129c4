import { describe, expect, it } from 'vitest'
import { Counts, countersOf, type DatedEdge, edgeKey, monthOf } from './counters'
import { randomCase, seeded } from './generator.fixture'
import { brokenBy, defaultLedgerLimitValues, type Edge, type Plan, planBindings, type PlanStep, usageOf, type Wish } from './index'

const today = '2026-11-22'
const limits = defaultLedgerLimitValues
const link = (target: string, relation: Edge['relation'] = 'other'): Edge => ({
  kind: 'link',
  holderId: 'mp',
  targetId: target,
  targetKind: 'miniProgram',
  relation,
  certified: true,
  throughApi: false,
})
const open = (target: string, changes: Partial<Edge> = {}): Edge => ({
  ...link(target, 'same'),
  kind: 'open',
  holderId: 'open',
  ...changes,
})
const on = (edge: Edge, boundOn: string, unboundOn?: string): DatedEdge => ({ ...edge, boundOn, ...(unboundOn ? { unboundOn } : {}) })
const have = (edge: Edge): Wish => ({ want: 'have', edge })
const drop = (edge: Edge): Wish => ({ want: 'drop', edge })
const plan = (bindings: DatedEdge[], wishes: Wish[]) => planBindings({ bindings, wishes, limits, today })
const shown = ({ steps }: Plan) => steps.map(({ action, edge, from, because }) => `${from} ${action} ${edge.targetId} ${because.code}`)

/** The books after a step, with the day on which it was done. */
function after(bindings: readonly DatedEdge[], { action, edge, from }: PlanStep): DatedEdge[] {
  if (action === 'bind') return [...bindings, { ...edge, boundOn: from }]
  return bindings.map((one) => (edgeKey(one) === edgeKey(edge) && one.unboundOn === undefined ? { ...one, unboundOn: from } : one))
}

describe('a plan of bindings', () => {
  it('spreads links to other subjects over months, three a month at most (A28-L-6)', () => {
    const undone = on(link('t0'), '2026-11-02', '2026-11-10')
    const made = plan([undone, on(link('t1'), '2026-11-03')], [have(link('t3')), have(link('t2'))])
    expect(shown(made)).toEqual(['2026-11-22 bind t2 roomNow', '2026-12-01 bind t3 monthFull'])
    expect(made.steps[1]?.because).toEqual({ code: 'monthFull', rule: 'A28-L-6', accountId: 'mp', limit: 3, month: '2026-11' })
  })

  it('refuses the fourth link to another subject with its rule (A28-L-2), and plans the rest', () => {
    const standing = ['t1', 't2', 't3'].map((id) => on(link(id), '2026-08-01'))
    const made = plan(standing, [have(link('t4')), have(link('t5', 'same'))])
    expect(made.refused).toMatchObject([{ code: 'totalFull', rule: 'A28-L-2', limit: 3, used: 3, wish: { edge: { targetId: 't4' } } }])
    expect(shown(made)).toEqual(['2026-11-22 bind t5 roomNow'])
  })

  it('unbinds before it binds where the total is full', () => {
    const standing = ['t1', 't2', 't3'].map((id) => on(link(id), '2026-08-01'))
    const made = plan(standing, [have(link('t4')), drop(link('t2'))])
    expect(shown(made)).toEqual(['2026-11-22 unbind t2 makesRoom', '2026-11-22 bind t4 afterUnbind'])
    expect(made.refused).toEqual([])
  })

  it('gives nothing up sooner than the room is needed', () => {
    const month = ['t1', 't2', 't3'].map((id) => on(link(id), '2026-11-05'))
    const made = plan(month, [drop(link('t1')), have(link('t4'))])
    expect(shown(made)).toEqual(['2026-12-01 unbind t1 makesRoom', '2026-12-01 bind t4 monthFull'])
  })

  it('counts a related subject like the same one', () => {
    const standing = ['t1', 't2', 't3'].map((id) => on(link(id), '2026-08-01'))
    expect(plan(standing, [have(link('t4', 'related'))]).refused).toEqual([])
    const ten = Array.from({ length: 10 }, (_, n) => on(link(`r${n}`, n % 2 === 0 ? 'same' : 'related'), '2026-08-01'))
    expect(plan(ten, [have(link('t4', 'related'))]).refused).toMatchObject([{ rule: 'A28-L-1', limit: 10 }])
  })

  it('moves a mini program to another open-platform account by unbinding first (A28-N-1)', () => {
    const standing = [on(open('t1', { holderId: 'openA' }), '2026-08-01')]
    const there = open('t1', { holderId: 'openB' })
    expect(plan(standing, [have(there)]).refused).toMatchObject([{ code: 'totalFull', rule: 'A28-N-1', limit: 1, used: 1 }])
    const made = plan(standing, [have(there), drop(open('t1', { holderId: 'openA' }))])
    expect(made.steps.map(({ action, edge }) => `${action} ${edge.holderId}`)).toEqual(['unbind openA', 'bind openB'])
  })

  it('refuses what an account without certification cannot have at all', () => {
    const wishes = [
      have(open('t1', { certified: false, relation: 'other' })),
      have(open('t2', { certified: false, targetKind: 'officialAccount' })),
      have(open('t3', { certified: false, targetKind: 'testAccount' })),
      have(open('t4', { throughApi: true, relation: 'other' })),
    ]
    expect(plan([], wishes).refused.map(({ code, rule }) => `${code} ${rule}`)).toEqual([
      'unsupported A28-O-8',
      'unsupported A28-O-3',
      'unsupported A28-O-5',
      'unsupported A28-N-3',
    ])
  })

  it('knows 5 for an uncertified account, 100 mini games, 5 through the interface', () => {
    const many = (count: number, changes: Partial<Edge>) => Array.from({ length: count }, (_, n) => on(open(`x${n}`, changes), '2026-08-01'))
    const refused = (count: number, changes: Partial<Edge>) => plan(many(count, changes), [have(open('t', changes))]).refused.map(({ rule }) => rule)
    expect(refused(4, { certified: false })).toEqual([])
    expect(refused(5, { certified: false })).toEqual(['A28-O-7'])
    expect(refused(99, { targetKind: 'miniGame' })).toEqual([])
    expect(refused(100, { targetKind: 'miniGame' })).toEqual(['A28-N-2'])
    expect(refused(4, { throughApi: true })).toEqual([])
    expect(refused(5, { throughApi: true })).toEqual(['A28-N-3'])
    expect(refused(49, {})).toEqual([])
    expect(refused(50, {})).toEqual(['A28-O-7'])
  })

  it('says what is met already and what contradicts itself', () => {
    const made = plan([on(link('t1'), '2026-08-01')], [have(link('t1')), drop(link('t9')), have(link('t2')), drop(link('t2'))])
    expect(made.met.map(({ edge }) => edge.targetId)).toEqual(['t1', 't9'])
    expect(made.refused).toMatchObject([{ code: 'contradiction', wish: { edge: { targetId: 't2' } } }])
    expect(made.steps).toEqual([])
  })

  it('plans over the turn of the year', () => {
    const made = planBindings({
      bindings: ['t0', 't1', 't2'].map((id) => on(link(id), '2026-12-03', '2026-12-04')),
      wishes: [have(link('t5'))],
      limits,
      today: '2026-12-31',
    })
    expect(made.steps[0]).toMatchObject({ month: '2027-01', from: '2027-01-01' })
  })
})

describe('what remains', () => {
  it('counts the month by its calendar, undone bindings too, and names the next free day', () => {
    const bindings = [
      on(link('t1'), '2026-11-01'),
      on(link('t2'), '2026-11-02', '2026-11-03'),
      on(link('t3'), '2026-11-30', '2026-11-30'),
      on(link('t4'), '2026-10-31'),
    ]
    const usage = usageOf([{ id: 'mp', kind: 'officialAccount', certified: true }], bindings, limits, today)
    const of = (rule: string) => usage.find((one) => one.rule === rule)
    expect(of('A28-L-2')).toMatchObject({ used: 2, limit: 3, remaining: 1, nextFree: today })
    expect(of('A28-L-6')).toMatchObject({ used: 3, remaining: 0, nextFree: '2026-12-01' })
    expect(of('A28-L-1')).toMatchObject({ used: 0, remaining: 10 })
    expect(usage).toHaveLength(4)
  })

  it('has no next free day where the total is full', () => {
    const bindings = ['t1', 't2', 't3'].map((id) => on(link(id), '2026-08-01'))
    const usage = usageOf([{ id: 'mp', kind: 'officialAccount', certified: true }], bindings, limits, today)
    expect(usage.find(({ rule }) => rule === 'A28-L-2')).not.toHaveProperty('nextFree')
    expect(brokenBy(link('t4'), bindings, limits, today)).toEqual({ rule: 'A28-L-2', limit: 3, used: 3 })
  })
})

describe('for any bindings and wishes', () => {
  const seeds = Array.from({ length: 1500 }, (_, n) => n + 1)
  const plain = (steps: readonly PlanStep[]) => steps.map(({ action, edge, month }) => `${month} ${action} ${edgeKey(edge)}`)

  it('no step breaks a limit when the plan is carried out one by one', () => {
    let binds = 0
    let waiting = 0
    for (const seed of seeds) {
      const { bindings, wishes, limits: small, today: day } = randomCase(seed)
      let books: DatedEdge[] = bindings
      for (const step of planBindings({ bindings, wishes, limits: small, today: day }).steps) {
        if (step.action === 'bind') {
          binds += 1
          if (step.month !== monthOf(day)) waiting += 1
          expect(brokenBy(step.edge, books, small, step.from), `seed ${seed} ${plain([step]).join()}`).toBeUndefined()
        }
        books = after(books, step)
        const counts = new Counts(books)
        for (const edge of books)
          for (const counter of countersOf(edge, small))
            expect(counts.used(counter, monthOf(step.from)), `seed ${seed} ${counter.rule.id}`).toBeLessThanOrEqual(counter.limit)
      }
    }
    // The cases are worth something only if plans are long and reach later months.
    expect(binds).toBeGreaterThan(2000)
    expect(waiting).toBeGreaterThan(150)
  })

  it('carrying it out meets every wish that was not refused', () => {
    for (const seed of seeds) {
      const { bindings, wishes, limits: small, today: day } = randomCase(seed)
      const made = planBindings({ bindings, wishes, limits: small, today: day })
      const books = made.steps.reduce<DatedEdge[]>((known, step) => after(known, step), bindings)
      const standing = new Set(books.filter(({ unboundOn }) => unboundOn === undefined).map(edgeKey))
      const refused = new Set(made.refused.map(({ wish }) => edgeKey(wish.edge)))
      for (const { want, edge } of wishes)
        if (!refused.has(edgeKey(edge))) expect(standing.has(edgeKey(edge)), `seed ${seed}`).toBe(want === 'have')
    }
  })

  it('the order of the input does not matter', () => {
    for (const seed of seeds.slice(0, 400)) {
      const given = randomCase(seed)
      const random = seeded(seed + 7)
      const mixed = { ...given, bindings: random.shuffled(given.bindings), wishes: random.shuffled([...given.wishes, ...given.wishes.slice(0, 2)]) }
      expect(planBindings(mixed), `seed ${seed}`).toEqual(planBindings(given))
    }
  })

  it('planning again after some steps gives the rest', () => {
    for (const seed of seeds.slice(0, 600)) {
      const given = randomCase(seed)
      const { steps, refused } = planBindings(given)
      let books: DatedEdge[] = given.bindings
      for (const [done, step] of steps.entries()) {
        books = after(books, step)
        const again = planBindings({ ...given, bindings: books, today: step.from })
        expect(plain(again.steps), `seed ${seed} after ${done + 1}`).toEqual(plain(steps.slice(done + 1)))
        expect(again.refused.map(({ wish }) => edgeKey(wish.edge))).toEqual(refused.map(({ wish }) => edgeKey(wish.edge)))
      }
    }
  })

  it('a refused wish is really impossible: it breaks its rule where everything else is done', () => {
    for (const seed of seeds.slice(0, 600)) {
      const given = randomCase(seed)
      const { steps, refused } = planBindings(given)
      const books = steps.reduce<DatedEdge[]>((known, step) => after(known, step), given.bindings)
      for (const { wish, code, rule } of refused) {
        if (code === 'contradiction') continue
        const later = '2031-01-01'
        expect(brokenBy(wish.edge, books, given.limits, later)?.rule, `seed ${seed}`).toBeDefined()
        expect(rule).toBeDefined()
      }
    }
  })
})

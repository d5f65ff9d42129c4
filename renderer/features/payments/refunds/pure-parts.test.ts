import { expect, it } from 'vitest'
import { batch, refund } from './examples.fixture'
import { reachedOf, workOf } from './batch/batch-values'
import { refundTimeline } from './detail/timeline'
import { askedFilter, queryOfView, viewOfQuery } from './list/filter-route'
import { sumsOf } from './parts/sums'
import { draftOfPolicy, policyOfDraft } from './policy/draft'

it('keeps tab and filter in the address and passes over what does not fit', () => {
  const view = viewOfQuery({ tab: 'review', q: 'R2026', currency: 'cny', from: '2026-11-01', to: '2026-11-30', mine: '1' }, 'Asia/Shanghai')
  expect(view).toEqual({
    tab: 'review',
    filter: { text: 'R2026', forMe: true, days: { fromDay: '2026-11-01', toDay: '2026-11-30', zone: 'Asia/Shanghai' } },
  })
  expect(viewOfQuery(queryOfView(view), 'Europe/Berlin')).toEqual(view)
  expect(askedFilter(view).states).toEqual(['review'])
  expect(askedFilter({ tab: 'all', filter: {} })).toEqual({})
})

it('sums each currency by itself', () => {
  const sums = sumsOf([{ minor: 1250, currency: 'EUR' }, { minor: 500, currency: 'JPY' }, { minor: 10, currency: 'EUR' }])
  expect(sums).toEqual([{ currency: 'EUR', count: 2, minor: 1260 }, { currency: 'JPY', count: 1, minor: 500 }])
})

it('shows a batch that has nothing left to decide as a result, also while the provider works on it', () => {
  expect(reachedOf(batch({ state: 'checked' }))).toBe('check')
  expect(reachedOf(batch({ refunds: { queued: 1, succeeded: 4 } }))).toBe('progress')
  expect(reachedOf(batch({ refunds: { processing: 3, review: 1 } }))).toBe('result')
  expect(reachedOf(batch({ state: 'cancelled' }))).toBe('result')
  expect(workOf(batch({ refunds: { review: 1, needsManual: 2, processing: 3 } }))).toMatchObject({ hands: 3, open: 3 })
})

it('tells what happened newest first, with the request id of each call', () => {
  const one = refund({
    approvedBy: { id: 'b', name: '周敏', at: '2026-11-28T02:06:00.000Z' },
    sentBy: '王小青',
    attempts: [{ at: '2026-11-28T02:07:00.000Z', call: 'send', outcome: 'unknown', code: '', message: '', requestId: 'req-1' }],
  })
  const entries = refundTimeline(one, (key) => key.replace('refundScreens.timeline.', ''))
  expect(entries.map(({ title, requestId }) => [title, requestId])).toEqual([
    ['send.unknown', 'req-1'],
    ['approved', undefined],
    ['requested', undefined],
  ])
})

it('reads limits in the decimals of their currency, tells zero from never, and refuses a currency twice', () => {
  const policy = {
    limits: [
      { currency: 'JPY', perOrder: 10_000, perBatch: 0 },
      { currency: 'KWD', perDay: 1250 },
    ],
    otherCurrencies: 'approve' as const,
    batchWindowSeconds: 90,
    latelyDays: 7,
  }
  const draft = draftOfPolicy(policy)
  expect(draft.limits.map(({ sums }) => sums)).toEqual([
    { perOrder: '10000', perRequesterAndDay: '', perDay: '', perBatch: '0' },
    { perOrder: '', perRequesterAndDay: '', perDay: '1.250', perBatch: '' },
  ])
  expect(policyOfDraft(draft)).toEqual({ policy })
  const [first] = draft.limits
  if (!first) throw new Error('no row')
  const wrong = policyOfDraft({ ...draft, limits: [first, { ...first, sums: { ...first.sums, perOrder: '0.5' } }], windowMinutes: '1500' })
  expect('problems' in wrong && wrong.problems).toEqual([
    { path: 'limits.1.currency', code: 'twice' },
    { path: 'limits.1.perOrder', code: 'amount' },
    { path: 'windowMinutes', code: 'window' },
  ])
})

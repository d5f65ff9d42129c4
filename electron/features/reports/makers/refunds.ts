import type { Refund, RefundFilter } from '@shared/contract/payment-refunds'
import { dayIn } from '@shared/domain/days'
import { Fault } from '../../../platform/errors/fault'
import type { ReportCell, ReportData, ReportMaker } from '../data'
import { bothTexts, choicesOf, column, everyPage, rangeOf } from './words'

export interface RefundsSource {
  page: (filter: RefundFilter, cursor: string | undefined) => Promise<{ rows: Refund[]; nextCursor?: string | undefined }>
  subject: string
}

/** Refunds of a month or of some days, by when they were asked for: each with who decided and how it ended. */
export function refundsMaker({ page, subject }: RefundsSource): ReportMaker {
  return {
    kind: 'refunds',
    make: async (params) => {
      const { days, month, fact } = rangeOf(params)
      const refunds = await everyPage((cursor) => page({ days }, cursor))
      if (refunds.length === 0) throw new Fault('reports.nothing')
      const data: ReportData = {
        kind: 'refunds',
        title: bothTexts('reports.kinds.refunds'),
        ...(month === undefined ? {} : { month }),
        subject,
        zone: days.zone,
        practice: false,
        facts: [fact],
        figures: figuresOf(refunds),
        tables: [refundTable(refunds), attemptTable(refunds), dayTable(refunds, days.zone)],
        charts: [{ title: bothTexts('reports.refunds.byDayChart'), kind: 'bar', table: 'days', label: 'day', values: ['amount'] }],
        signatures: [bothTexts('reports.signatures.preparedBy'), bothTexts('reports.signatures.checkedBy')],
        notes: [bothTexts('reports.refunds.note')],
      }
      return { data, evidence: [] }
    },
  }
}

/** Done refunds by currency, and how many are not final. */
function figuresOf(refunds: readonly Refund[]): ReportData['figures'] {
  const done = refunds.filter(({ state }) => state === 'succeeded')
  const currencies = [...new Set(done.map(({ amount }) => amount.currency))].sort()
  return [
    { key: 'count', label: bothTexts('reports.refunds.count'), count: refunds.length },
    ...currencies.map((currency) => ({
      key: 'succeeded',
      label: bothTexts('reports.refunds.succeeded'),
      currency,
      minor: done.reduce((sum, { amount }) => sum + (amount.currency === currency ? amount.minor : 0), 0),
    })),
    { key: 'open', label: bothTexts('reports.refunds.open'), count: refunds.filter(({ completedAt }) => completedAt === undefined).length },
  ]
}

function refundTable(refunds: readonly Refund[]): ReportData['tables'][number] {
  const name = (key: string) => `payments.refundColumns.${key}`
  return {
    key: 'refunds',
    title: bothTexts('reports.refunds.table'),
    rowKey: ['refundNo'],
    detail: { table: 'attempts', from: 'refundNo', to: 'refundNo' },
    columns: [
      column('refundNo', name('refundNo'), 'id'),
      column('merchantNo', name('merchantNo'), 'id'),
      column('amount', name('amount'), 'money', { currencyColumn: 'currency', total: true }),
      column('currency', name('currency'), 'text', { aside: true }),
      column('state', name('state'), 'choice', { choices: choicesOf(refunds.map(({ state }) => state), 'payments.refundStates') }),
      column('requestedAt', name('requestedAt'), 'instant'),
      column('requestedBy', name('requestedBy'), 'text'),
      column('approvedBy', name('approvedBy'), 'text'),
      column('reason', name('reason'), 'text'),
      column('account', name('account'), 'text', { aside: true }),
      column('source', name('source'), 'choice', { choices: choicesOf(refunds.map(({ source }) => source), 'payments.refundSources'), aside: true }),
      column('approvedAt', name('approvedAt'), 'instant', { aside: true }),
      column('sentBy', name('sentBy'), 'text', { aside: true }),
      column('sentAt', name('sentAt'), 'instant', { aside: true }),
      column('completedAt', name('completedAt'), 'instant', { aside: true }),
      column('providerRefundNo', name('providerRefundNo'), 'id', { aside: true }),
      column('providerNo', name('providerNo'), 'id', { aside: true }),
      column('wechatNo', name('wechatNo'), 'id', { aside: true }),
      column('rawState', name('rawState'), 'text', { aside: true }),
      column('destination', name('destination'), 'text', { aside: true }),
      column('note', name('note'), 'text', { aside: true }),
    ],
    rows: refunds.map((refund) => [
      refund.refundNo,
      refund.order.merchantNo,
      refund.amount.minor,
      refund.amount.currency,
      refund.state,
      refund.requestedAt,
      refund.requestedBy.name,
      refund.approvedBy?.name ?? null,
      refund.reason,
      refund.order.account,
      refund.source,
      refund.approvedBy?.at ?? null,
      refund.sentBy ?? null,
      refund.sentAt ?? null,
      refund.completedAt ?? null,
      refund.providerRefundNo,
      refund.order.providerNo,
      refund.order.wechatNo,
      refund.rawState,
      refund.destination,
      refund.note,
    ]),
  }
}

function attemptTable(refunds: readonly Refund[]): ReportData['tables'][number] {
  const attempts = refunds.flatMap((refund) => refund.attempts.map((attempt) => ({ ...attempt, refundNo: refund.refundNo })))
  return {
    key: 'attempts',
    title: bothTexts('reports.refunds.attempts'),
    rowKey: ['refundNo', 'at'],
    columns: [
      column('refundNo', 'payments.refundColumns.refundNo', 'id'),
      column('at', 'refundDocuments.slip.at', 'instant'),
      column('call', 'refundDocuments.slip.call', 'choice', { choices: choicesOf(attempts.map(({ call }) => call), 'refundDocuments.slip.calls') }),
      column('outcome', 'refundDocuments.slip.outcome', 'choice', { choices: choicesOf(attempts.map(({ outcome }) => outcome), 'refundDocuments.slip.outcomes') }),
      column('code', 'reports.refunds.code', 'text'),
      column('message', 'refundDocuments.slip.answer', 'text'),
      column('requestId', 'reports.refunds.requestId', 'id'),
    ],
    rows: attempts.map(({ refundNo, at, call, outcome, code, message, requestId }) => [refundNo, at, call, outcome, code, message, requestId ?? null]),
  }
}

/** Sums by day and currency, of what was asked for. */
function dayTable(refunds: readonly Refund[], zone: string): ReportData['tables'][number] {
  const days = new Map<string, { day: string; currency: string; count: number; minor: number }>()
  for (const { requestedAt, amount } of refunds) {
    const day = dayIn(requestedAt, zone) ?? requestedAt.slice(0, 10)
    const key = `${day} ${amount.currency}`
    const known = days.get(key) ?? { day, currency: amount.currency, count: 0, minor: 0 }
    days.set(key, { ...known, count: known.count + 1, minor: known.minor + amount.minor })
  }
  const rows = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { day, currency, count, minor }]): ReportCell[] => [day, currency, count, minor])
  return {
    key: 'days',
    title: bothTexts('reports.refunds.byDay'),
    rowKey: ['day', 'currency'],
    columns: [
      column('day', 'reports.day', 'day'),
      column('currency', 'payments.refundColumns.currency', 'text'),
      column('count', 'reports.refunds.count', 'integer', { total: true }),
      column('amount', 'payments.refundColumns.amount', 'money', { currencyColumn: 'currency', total: true }),
    ],
    rows,
  }
}

import type { Allocation, VoucherLine, VoucherRule } from '@shared/contract/settlement-closing'
import { lastDayOf } from '@shared/domain/beijing-time'
import { largestRemainder } from '@shared/domain/allocation'
import type { ClosingParts } from './parts'
import { shippedVoucherRules } from './voucher-rules'

type Event = VoucherRule['event']

/** Something that is booked: on a day, an amount of one currency; a negative one is booked the other way round. */
interface Case {
  event: Event
  day: string
  account: string
  currency: string
  minor: number
  place: string
}

/** The fee of each statement of a month by place; the parts of each add up to its total. */
export async function allocations({ ports }: Pick<ClosingParts, 'ports'>, month: string): Promise<Allocation[]> {
  const statements = await ports.fees.ofMonth(month)
  return Promise.all(
    statements.map(async ({ id, currency, totalMinor, platformMinor }) => {
      const total = platformMinor ?? totalMinor
      const bases = (await ports.fees.basesByPlace(id)).toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
      const places = bases.length > 0 ? bases : [{ placeId: '', code: '', name: '', baseMinor: 0 }]
      const fees = largestRemainder(total, places.map(({ baseMinor }) => baseMinor))
      const sum = places.reduce((all, { baseMinor }) => all + Math.max(0, baseMinor), 0)
      return {
        month,
        currency,
        totalMinor: total,
        parts: places.map(({ placeId, code, name, baseMinor }, index) => ({
          ...(placeId === '' ? {} : { placeId }),
          code,
          name,
          baseMinor,
          feeMinor: fees[index] ?? 0,
          sharePpm: sum === 0 ? 0 : Math.round((Math.max(0, baseMinor) / sum) * 1_000_000),
        })),
      }
    }),
  )
}

/** The journal of a month by the account mapping: for every case a line of debit and one of credit of the same amount. */
export async function vouchersOf(parts: ClosingParts, month: string): Promise<{ lines: VoucherLine[]; missing: string[] }> {
  const rules = await voucherRules(parts)
  const lines: VoucherLine[] = []
  const missing = new Set<string>()
  for (const one of await casesOf(parts, month, rules)) {
    const rule = rules.find(({ event, on }) => event === one.event && on)
    if (!rule || one.minor === 0) continue
    if (rule.debit.code === '' || rule.credit.code === '') missing.add(one.event)
    const [debit, credit] = one.minor > 0 ? [rule.debit, rule.credit] : [rule.credit, rule.debit]
    const summary = rule.summary.replaceAll('{month}', month).replaceAll('{account}', one.account).trim()
    const amount = Math.abs(one.minor)
    const line = { day: one.day, summary, currency: one.currency, place: one.place }
    const number = lines.length / 2 + 1
    lines.push({ ...line, number, ...debit, debitMinor: amount, creditMinor: 0 }, { ...line, number, ...credit, debitMinor: 0, creditMinor: amount })
  }
  return { lines, missing: [...missing] }
}

export async function voucherRules({ repository }: Pick<ClosingParts, 'repository'>): Promise<readonly VoucherRule[]> {
  return (await repository.rules())?.rules ?? shippedVoucherRules()
}

async function casesOf(parts: ClosingParts, month: string, rules: readonly VoucherRule[]): Promise<Case[]> {
  const [orders, fees] = await Promise.all([orderCases(parts, month), feeCases(parts, month, rules)])
  return [...orders, ...fees]
}

/** Sales and refunds by our own orders; fees and payouts by the providers' files. */
async function orderCases({ ports, paymentAccounts }: ClosingParts, month: string): Promise<Case[]> {
  const day = lastDayOf(month)
  const names = new Map((await paymentAccounts.all()).map(({ id, name }) => [id, name]))
  const moved = await ports.reconciliation.ordersOfMonth(month)
  const sums = await ports.files.sumsOfMonth(month)
  const of = (event: Event, account: string, currency: string, minor: number): Case => ({ event, day, account, currency, minor, place: '' })
  return [
    ...moved.flatMap(({ account, paid, refunded }) => [
      ...paid.map(({ currency, minor }) => of('sales', account, currency, minor)),
      ...refunded.map(({ currency, minor }) => of('refunds', account, currency, Math.abs(minor))),
    ]),
    ...sums
      .filter(({ source }) => source === 'bill')
      .map(({ accountId, currency, feeMinor }) => of('transactionFee', names.get(accountId) ?? '', currency, feeMinor)),
    ...sums
      .filter(({ source, kind }) => source === 'fundFlow' && kind === 'withdrawal')
      .map(({ accountId, currency, minor }) => of('payout', names.get(accountId) ?? '', currency, -minor)),
  ]
}

async function feeCases(parts: ClosingParts, month: string, rules: readonly VoucherRule[]): Promise<Case[]> {
  const { ports } = parts
  const day = lastDayOf(month)
  const perPlace = rules.some(({ event, on, perPlace: split }) => event === 'feeAccrual' && on && split)
  const accruals = (await allocations(parts, month)).flatMap(({ currency, totalMinor, parts: places }): Case[] =>
    perPlace
      ? places.map(({ feeMinor, code, name }) => ({ event: 'feeAccrual', day, account: '', currency, minor: feeMinor, place: `${code} ${name}`.trim() }))
      : [{ event: 'feeAccrual', day, account: '', currency, minor: totalMinor, place: '' }],
  )
  const statements = await Promise.all((await ports.fees.ofMonth(month)).map(({ id }) => ports.fees.statement(id)))
  const settled = statements.flatMap(({ currency, paid, invoice }): Case[] => [
    ...(invoice?.taxMinor ? [{ event: 'feeInvoice' as const, day: invoice.day, account: '', currency, minor: invoice.taxMinor, place: '' }] : []),
    ...(paid ? [{ event: 'feePayment' as const, day: paid.day, account: '', currency, minor: paid.minor, place: '' }] : []),
  ])
  const deposits = (await ports.fees.depositsOfMonth(month)).map(
    (entry): Case => ({ event: 'deposit', day: entry.day, account: entry.holder, currency: entry.currency, minor: entry.minor, place: '' }),
  )
  return [...accruals, ...settled, ...deposits]
}

import { beijingDay } from '@shared/domain/beijing-time'
import { addDays } from '@shared/domain/days'
import { toMajor } from '@shared/domain/money'
import { toGbk } from './gbk'

/** An order as the files need it; amounts in minor units, `paidAt` an instant. */
export interface PaidOrder {
  merchantNo: string
  providerNo: string
  wechatNo: string
  currency: string
  minor: number
  scene: string
  paidAt: string
}

/** A file of a source without an interface, as finance gets it, in the encoding that its sender uses. */
export interface MonthEndFile {
  name: string
  bytes: Uint8Array
  source: 'statement' | 'bill' | 'payout' | 'bank'
  accountId?: string
  /** Its headers, and which column is what: as somebody here has said of an earlier month's file. */
  headers: readonly string[]
  mapping: Readonly<Record<string, string>>
}

export interface MonthEnd {
  /** `YYYY-MM`, Beijing. */
  month: string
  /** Everything that was paid in it. */
  orders: readonly PaidOrder[]
  /** Accounts whose provider has no bill interface, with their orders. */
  withoutInterface: readonly { accountId: string; provider: string; orders: readonly PaidOrder[] }[]
  /** The statement counts an order that it must not; a provider's list lacks one. */
  stray: boolean
  missing: boolean
  /** The payouts keep a fee that the provider's list does not say. */
  fee: boolean
}

interface WrittenFile {
  name: string
  text: string
  headers: readonly string[]
  mapping: Readonly<Record<string, string>>
  /** Banks still write GBK. */
  encoding: 'utf8' | 'gbk'
}

/** What comes by mail and download at a month-end: statement, lists and payouts of providers, the bank's movements. */
export function monthEndFiles({ month, orders, withoutInterface, stray, missing, fee }: MonthEnd): MonthEndFile[] {
  const written = (file: WrittenFile, rest: Pick<MonthEndFile, 'source' | 'accountId'>): MonthEndFile => ({
    name: file.name,
    headers: file.headers,
    mapping: file.mapping,
    bytes: file.encoding === 'gbk' ? toGbk(file.text) : Buffer.from(file.text, 'utf8'),
    ...rest,
  })
  const paidOut = withoutInterface.flatMap((one) => one.orders)
  return [
    written(statementFile(month, orders, stray), { source: 'statement' }),
    ...withoutInterface.flatMap(({ accountId, provider, orders: own }) => [
      written(providerFile(provider, month, own, missing), { source: 'bill', accountId }),
      written(payoutFile(provider, month, own, fee), { source: 'payout', accountId }),
    ]),
    ...(paidOut.length === 0 ? [] : [written(bankFile(month, paidOut), { source: 'bank' })]),
  ]
}

/** What else is remembered of a file beside its columns. */
const usual = (profile: string, source: MonthEndFile['source'], billType: string, currency = 'CNY') => ({
  ...{ '@profile': profile, '@source': source, '@billType': billType },
  ...{ '@zone': 'Asia/Shanghai', '@currency': currency, '@unit': 'major', '@sign': 'asIs', '@dateOrder': 'dayFirst' },
})

const wall = (instant: string): string => new Date(Date.parse(instant) + 28_800_000).toISOString().slice(0, 19).replace('T', ' ')
const csv = (rows: readonly (readonly string[])[]): string => `${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
const quoted = (value: string): string => (/[",\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const major = (minor: number, currency = 'CNY'): string => `${minor < 0 ? '-' : ''}${toMajor(Math.abs(minor), currency)}`

/** 1 %, half up for each order, as the platform shows it. */
const feeOf = (minor: number): number => Math.floor((minor + 50) / 100)

/**
 * The platform's statement of the technical service fee: what was paid in the 视频号 scene in the month. With `stray` it
 * has an order that was paid elsewhere, so that there is a difference to find.
 */
function statementFile(month: string, orders: readonly PaidOrder[], stray: boolean): WrittenFile {
  const own = orders.filter(({ currency }) => currency === 'CNY')
  const channels = own.filter(({ scene }) => scene === 'channels')
  const extra = stray ? own.find(({ scene }) => scene !== 'channels') : undefined
  const listed = extra ? [...channels, extra] : channels
  const total = (read: (order: PaidOrder) => number) => listed.reduce((sum, order) => sum + read(order), 0)
  const headers = ['支付时间', '订单号', '微信支付单号', '场景', '订单金额', '技术服务费']
  return {
    name: `技术服务费账单-${month}.csv`,
    encoding: 'utf8',
    headers,
    mapping: { at: '支付时间', merchantNo: '订单号', wechatNo: '微信支付单号', scene: '场景', amount: '订单金额', fee: '技术服务费', ...usual('statement.generic', 'statement', 'serviceFee') },
    text: `\uFEFF${csv([
      ['技术服务费账单'],
      ['账单周期', month],
      ['费率', '1.00%'],
      ['订单数', String(listed.length)],
      ['技术服务费合计(元)', major(total(({ minor }) => feeOf(minor)))],
      headers,
      ...listed.map((order) => [wall(order.paidAt), `\t${order.merchantNo}`, `\t${order.wechatNo}`, '视频号', major(order.minor), major(feeOf(order.minor))]),
    ])}`,
  }
}

/** A provider's list of payments and refunds where it has no interface for it: Yaband and its like, in main units. */
function providerFile(provider: string, month: string, orders: readonly PaidOrder[], missing: boolean): WrittenFile {
  const listed = missing ? orders.slice(1) : orders
  const headers = ['Transaction Date', 'PSP Reference', 'Merchant Order No', 'Type', 'Status', 'Currency', 'Amount', 'Fee', 'Net Amount']
  return {
    name: `${provider}-transactions-${month}.csv`,
    encoding: 'utf8',
    headers,
    mapping: {
      ...{ at: 'Transaction Date', providerNo: 'PSP Reference', merchantNo: 'Merchant Order No', kind: 'Type', state: 'Status' },
      ...{ currency: 'Currency', amount: 'Amount', fee: 'Fee', settled: 'Net Amount', ...usual('hand', 'bill', 'transactions', 'EUR') },
    },
    text: csv([
      headers,
      ...listed.map((order) => {
        const fee = Math.round(order.minor * 0.015)
        return [wall(order.paidAt), order.providerNo, order.merchantNo, 'PAYMENT', 'SUCCESS', order.currency, major(order.minor, order.currency), major(fee, order.currency), major(order.minor - fee, order.currency)]
      }),
    ]),
  }
}

/** What a provider paid out, each payment in the payout of the next working week, with its number. */
function payoutFile(provider: string, month: string, orders: readonly PaidOrder[], feeOff: boolean): WrittenFile {
  const off = feeOff ? orders[2] : undefined
  const headers = ['Payout ID', 'Payout Date', 'Merchant Order No', 'PSP Reference', 'Type', 'Currency', 'Gross', 'Fee', 'Net']
  return {
    name: `${provider}-payouts-${month}.csv`,
    encoding: 'utf8',
    headers,
    mapping: {
      ...{ group: 'Payout ID', at: 'Payout Date', merchantNo: 'Merchant Order No', providerNo: 'PSP Reference', kind: 'Type' },
      ...{ currency: 'Currency', amount: 'Gross', fee: 'Fee', settled: 'Net', ...usual('payout.generic', 'payout', 'payouts', 'EUR') },
    },
    text: csv([
      headers,
      ...payoutsOf(orders).flatMap(({ number, day, rows }) =>
        rows.map(({ order, fee }) => {
          const kept = order === off ? fee + 55 : fee
          return [number, day, order.merchantNo, order.providerNo, 'PAYMENT', order.currency, major(order.minor, order.currency), major(kept, order.currency), major(order.minor - kept, order.currency)]
        }),
      ),
    ]),
  }
}

interface Payout {
  number: string
  day: string
  currency: string
  rows: { order: PaidOrder; fee: number }[]
}

function payoutsOf(orders: readonly PaidOrder[]): Payout[] {
  const payouts = new Map<string, Payout>()
  for (const order of orders) {
    const day = nextMonday(beijingDay(Date.parse(order.paidAt)))
    const number = `PO${day.replaceAll('-', '')}${order.currency}`
    const payout = payouts.get(number) ?? { number, day, currency: order.currency, rows: [] }
    payout.rows.push({ order, fee: Math.round(order.minor * 0.015) })
    payouts.set(number, payout)
  }
  return [...payouts.values()]
}

function nextMonday(day: string): string {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay()
  return addDays(day, weekday === 1 ? 7 : (8 - weekday) % 7) ?? day
}

/** The bank's movements: payouts one day later, and fees of the account. */
function bankFile(month: string, orders: readonly PaidOrder[]): WrittenFile {
  let balance = 5_000_000
  const lines = payoutsOf(orders)
    .map(({ number, day, currency, rows }) => ({ day: addDays(day, 1) ?? day, number, currency, minor: rows.reduce((sum, { order, fee }) => sum + order.minor - fee, 0) }))
    .filter(({ day }) => day.startsWith(month))
    .map(({ day, number, currency: code, minor }) => {
      balance += minor
      return [day, '转账汇入', '', major(minor, code), major(balance, code), '支付渠道结算户', number]
    })
  balance -= 5_000
  const headers = ['交易日期', '摘要', '支出', '收入', '余额', '对方户名', '附言']
  const currency = orders[0]?.currency ?? 'EUR'
  return {
    name: `银行流水-${month}.csv`,
    encoding: 'gbk',
    headers,
    mapping: { at: '交易日期', title: '摘要', expense: '支出', income: '收入', balance: '余额', group: '附言', ...usual('bank.generic', 'bank', 'statement', currency) },
    text: csv([
      ['账号', '6225 **** **** 8812', '币种', currency],
      headers,
      ...lines,
      [`${month}-28`, '账户管理费', '50.00', '', major(balance), '', ''],
    ]),
  }
}

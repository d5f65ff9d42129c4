import { createHash } from 'node:crypto'
import type { BillFact } from './facts'
import { billText, major, wall } from './text'

const header = ['记账时间', '微信支付业务单号', '资金流水单号', '业务名称', '业务类型', '收支类型', '收支金额(元)', '账户结余(元)', '资金变更提交申请人', '备注', '业务凭证号']
const summaryHeader = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额']

/** A movement of the balance. `minor` is signed. */
export interface Movement {
  atMs: number
  businessNo: string
  name: string
  type: string
  minor: number
  balanceMinor: number
  note: string
  voucherNo: string
}

/** What was there before the first order. */
const openingMinor = 500_000
/** What stays when the rest goes to the bank. */
const keptMinor = 100_000
const weekMs = 7 * 86_400_000
/** Monday, 1 January 2024, 5:00 in Beijing: every Monday at that hour the balance goes to the bank. */
const someMonday = Date.parse('2024-01-01T05:00:00+08:00')

/** Every movement up to a moment, oldest first, each with the balance after it. */
export function movementsOf(facts: readonly BillFact[], untilMs: number): Movement[] {
  const movements: Movement[] = []
  let balance = openingMinor
  const move = (atMs: number, minor: number, rest: Omit<Movement, 'atMs' | 'minor' | 'balanceMinor'>) => {
    if (minor === 0) return
    balance += minor
    movements.push({ atMs, minor, balanceMinor: balance, ...rest })
  }
  const own = facts.filter(({ listedOnly, atMs }) => listedOnly === undefined && atMs < untilMs)
  let nextMonday = Math.ceil(((own[0]?.atMs ?? untilMs) - someMonday) / weekMs) * weekMs + someMonday
  const withdrawBefore = (ms: number) => {
    for (; nextMonday <= ms; nextMonday += weekMs) {
      const minor = Math.floor((balance - keptMinor) / 100) * 100
      if (minor > 0) move(nextMonday, -minor, withdrawal(nextMonday))
    }
  }
  for (const fact of own) {
    withdrawBefore(fact.atMs)
    for (const { minor, ...rest } of partsOf(fact)) move(fact.atMs, minor, rest)
  }
  withdrawBefore(untilMs - 1)
  return movements
}

function withdrawal(atMs: number): Omit<Movement, 'atMs' | 'minor' | 'balanceMinor'> {
  const number = `TX${wall(atMs).slice(0, 10).replaceAll('-', '')}`
  return { businessNo: number, name: '充值提现', type: '提现', note: '提现到银行账户', voucherNo: number }
}

function partsOf(fact: BillFact): (Omit<Movement, 'atMs' | 'balanceMinor'>)[] {
  const { amountMinor, feeMinor } = fact
  const ofOrder = { businessNo: fact.wechatNo, voucherNo: fact.merchantNo }
  const ofRefund = { businessNo: fact.providerRefundNo, voucherNo: fact.refundNo }
  switch (fact.kind) {
    case 'payment':
      return [
        { ...ofOrder, name: '交易', type: '交易', minor: amountMinor, note: fact.title },
        { ...ofOrder, name: '交易', type: '扣除交易手续费', minor: -feeMinor, note: `结算总金额 ${major(amountMinor)} 元` },
      ]
    case 'refund':
      return [
        { ...ofRefund, name: '退款', type: '退款', minor: -amountMinor, note: `退款总金额${major(amountMinor)}元;含手续费${major(feeMinor)}元` },
        { ...ofRefund, name: '退款', type: '退还交易手续费', minor: feeMinor, note: '' },
      ]
    case 'refundClosed':
      return [{ ...ofRefund, name: '退款', type: '退款关闭', minor: amountMinor - feeMinor, note: '退款失败，资金退回' }]
    case 'dispute':
      return [{ ...ofOrder, name: '交易保障', type: '交易保障', minor: -amountMinor, note: '用户投诉成立，赔付' }]
  }
}

/** The fund flow of what moved in a time; 11 columns, summary of 5 (payment-providers §9.4). */
export function fundBill(movements: readonly Movement[]): string {
  const [income, spent] = [movements.filter(({ minor }) => minor > 0), movements.filter(({ minor }) => minor < 0)]
  const sum = (rows: readonly Movement[]) => Math.abs(rows.reduce((total, { minor }) => total + minor, 0))
  return billText({
    header,
    rows: movements.map((movement) => [
      wall(movement.atMs),
      movement.businessNo,
      flowNo(movement),
      movement.name,
      movement.type,
      movement.minor > 0 ? '收入' : '支出',
      major(Math.abs(movement.minor)),
      major(movement.balanceMinor),
      'system',
      movement.note,
      movement.voucherNo,
    ]),
    summaryHeader,
    summary: [`${movements.length}.0`, `${income.length}.0`, major(sum(income)), `${spent.length}.0`, major(sum(spent))],
  })
}

function flowNo({ businessNo, type, atMs }: Movement): string {
  const hex = createHash('sha256').update(`${businessNo} ${type} ${atMs}`).digest('hex')
  return `9${[...hex].map((digit) => String(Number.parseInt(digit, 16) % 10)).join('').slice(0, 27)}`
}

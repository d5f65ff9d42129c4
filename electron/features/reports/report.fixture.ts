import type { ReportMaking } from '@shared/domain/reports'
import type { ReportCell, ReportData } from './data'

/** Texts that would do harm wherever they were taken for more than text. */
export const hostileTexts = [
  '=HYPERLINK("http://evil.example","x")',
  '+1+1',
  '-2+3+cmd|calc',
  '@SUM(A1)',
  '\t=1+1',
  '＝1+1',
  '</script><script>document.title="owned"</script>',
  '<img src=x onerror="document.title=\'owned\'">',
  '"quoted", and;semicolon',
  "']]><!--",
  '\u202Egnp.exe',
  '__proto__',
]

const both = (text: string) => ({ 'zh-CN': `${text}（中）`, en: `${text} (en)` })

/** A report as finance gets one: orders in two currencies with refunds below them, made by arithmetic alone. */
export function exampleReport(rows: number, changes: Partial<ReportData> = {}): ReportData {
  const orders = Array.from({ length: rows }, (_, at) => orderRow(at))
  const refunds = orders.filter((_, at) => at % 10 === 0).map((order, at): ReportCell[] => [`R${String(at).padStart(8, '0')}`, order[0] ?? null, Math.floor(Number(order[2]) / 2), order[3] ?? null])
  return {
    kind: 'statement',
    title: { 'zh-CN': '技术服务费对账', en: 'Service fee statement' },
    month: '2026-10',
    subject: '国内主体 <A&B>',
    zone: 'Asia/Shanghai',
    practice: true,
    facts: [
      { label: both('费率'), value: '1.00%' },
      { label: both('合同'), value: both('2026 版') },
    ],
    figures: [
      { key: 'base', label: both('基数'), minor: 123_456, currency: 'CNY' },
      { key: 'base', label: both('基数'), minor: 5000, currency: 'JPY' },
      { key: 'orders', label: both('订单数'), count: rows },
    ],
    tables: [
      {
        key: 'orders',
        title: both('订单'),
        rowKey: ['orderNo'],
        detail: { table: 'refunds', from: 'orderNo', to: 'orderNo' },
        columns: [
          { key: 'orderNo', label: both('订单号'), type: 'id' },
          { key: 'paidAt', label: both('支付时间'), type: 'instant' },
          { key: 'amount', label: both('金额'), type: 'money', currencyColumn: 'currency', total: true },
          { key: 'currency', label: both('币种'), type: 'text' },
          { key: 'fee', label: both('手续费'), type: 'money', currency: 'CNY', total: true },
          { key: 'rate', label: both('费率'), type: 'rate' },
          { key: 'rooms', label: both('间数'), type: 'integer', total: true },
          { key: 'day', label: both('入住'), type: 'day' },
          { key: 'state', label: both('状态'), type: 'choice', choices: { paid: { 'zh-CN': '已支付', en: 'Paid' }, refunded: { 'zh-CN': '已退款', en: 'Refunded' } } },
          { key: 'product', label: both('商品'), type: 'text' },
        ],
        rows: orders,
      },
      {
        key: 'refunds',
        title: both('退款'),
        rowKey: ['refundNo'],
        columns: [
          { key: 'refundNo', label: both('退款单号'), type: 'id' },
          { key: 'orderNo', label: both('订单号'), type: 'id' },
          { key: 'amount', label: both('金额'), type: 'money', currencyColumn: 'currency', total: true },
          { key: 'currency', label: both('币种'), type: 'text' },
        ],
        rows: refunds,
      },
    ],
    charts: [{ title: both('各状态金额'), kind: 'bar', table: 'orders', label: 'state', values: ['amount'] }],
    signatures: [both('制表'), both('复核')],
    notes: [both('说明')],
    ...changes,
  }
}

const startMs = Date.parse('2026-09-30T16:00:00.000Z')

function orderRow(at: number): ReportCell[] {
  const currency = at % 7 === 3 ? 'JPY' : 'CNY'
  return [
    `42000009252021012849${String(97_142_920_000 + at).padStart(12, '0').slice(-8)}`,
    new Date(startMs + (at % 44_000) * 60_000).toISOString(),
    (at * 7919) % 1_000_000,
    currency,
    at % 5 === 0 ? null : -((at * 13) % 900),
    10_000,
    (at % 3) + 1,
    `2026-10-${String((at % 31) + 1).padStart(2, '0')}`,
    at % 4 === 0 ? 'refunded' : 'paid',
    at < hostileTexts.length ? (hostileTexts[at] ?? '') : `海景大床房 ${at % 50}`,
  ]
}

export const exampleMaking: ReportMaking = {
  id: '01900000-0000-7000-8000-00000000abcd',
  at: '2026-11-02T03:04:05.000Z',
  by: '王会计',
  program: 'MiniDesk 0.0.0-test',
  params: { month: '2026-10' },
  audit: { seq: 7, mac: 'ab'.repeat(32) },
}

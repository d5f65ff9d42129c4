import { closeSync, openSync, writeSync } from 'node:fs'

/** Header of a WeChat trade bill of type ALL (reference: payment-providers §9.2). */
export const billHeader =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
export const billSummaryHeader = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
export const orderHeader = '订单号,商户订单号,微信订单号,小程序,门店,场景,商品名称,订单金额,币种,订单状态,支付时间,备注'

/** What two files of so many orders must give when they are compared by merchant order number. */
export interface ComparedFiles {
  equal: number
  amount: number
  onlyOrders: number
  onlyBill: number
}

const perMille = { onlyBill: 2, onlyOrders: 2 }
const products = ['湖景大床房, 含双早', '亲子家庭房（两大一小）', 'Tea, green (2)', '精品民宿·山间小院 `云`', '双人温泉套票,周末可用', '海鲜自助晚餐', '滑雪票 + 雪具, 全天']
const places = ['西湖店', '莫干山店', '三亚湾店', '大理古城店', '鼓浪屿店']
const monthStart = Date.UTC(2026, 9, 1)

/** Whether the order stands in one file only, and whether its amounts differ: by its number, so that it is always the same. */
const onlyBill = (n: number): boolean => n % 1000 < perMille.onlyBill
const onlyOrders = (n: number): boolean => n % 1000 >= 1000 - perMille.onlyOrders
const differs = (n: number): boolean => n % 700 === 350

function orderAt(n: number) {
  const mixed = Math.imul(n ^ 0x5bd1e995, 0x9e3779b1) >>> 0
  const at = new Date(monthStart + (mixed % 2_678_400) * 1000).toISOString()
  return {
    at: `${at.slice(0, 10)} ${at.slice(11, 19)}`,
    merchantNo: `MD202610${String(n).padStart(10, '0')}${(mixed % 1_000_000).toString().padStart(6, '0')}`,
    wechatNo: `4200002${(mixed % 1000).toString().padStart(3, '0')}202610${String(n).padStart(12, '0')}`,
    minor: 100 + (mixed % 200_000),
    product: products[mixed % products.length] ?? '',
    place: places[mixed % places.length] ?? '',
    openId: `o${mixed.toString(36).padStart(7, '0')}X${String(n).padStart(19, 'k')}`,
  }
}

const feeOf = (minor: number): number => Math.round(minor * 0.006)
const major = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`

function billLine(n: number): string {
  const { at, merchantNo, wechatNo, minor, product, openId } = orderAt(n)
  const amount = major(differs(n) ? minor + 1 : minor)
  const fee = `${major(feeOf(minor))}000`
  return `\`${at},\`wx8888888888888888,\`1900000109,\`0,\`,\`${wechatNo},\`${merchantNo},\`${openId},\`JSAPI,\`SUCCESS,\`ICBC_DEBIT,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`${product},\`s${n % 97},\`${fee},\`0.60%,\`${amount},\`0.00,\`\r\n`
}

function orderLine(n: number): string {
  const { at, merchantNo, wechatNo, minor, product, place } = orderAt(n)
  return `${n},${merchantNo},${wechatNo},来一间,${place},视频号直播,"${product}",${major(minor)},CNY,已支付,${at},${n % 50 === 0 ? '"客人说：""晚到"", 请留房"' : ''}\r\n`
}

/**
 * Writes a bill and an order export of the same `orders` (a multiple of 1,000), each in an order of its own. 0.2 % stand
 * in one of them only, 0.14 % with another amount. 276 MB and 175 MB for a million.
 */
export function writeComparedFiles(orders: number, billPath: string, orderPath: string): ComparedFiles {
  const counts: ComparedFiles = { equal: 0, amount: 0, onlyOrders: 0, onlyBill: 0 }
  let sum = 0
  let fees = 0
  for (let n = 0; n < orders; n += 1) {
    if (onlyBill(n)) counts.onlyBill += 1
    else if (onlyOrders(n)) counts.onlyOrders += 1
    else if (differs(n)) counts.amount += 1
    else counts.equal += 1
    if (onlyOrders(n)) continue
    const { minor } = orderAt(n)
    sum += minor + (differs(n) ? 1 : 0)
    fees += feeOf(minor)
  }
  const rows = orders - counts.onlyOrders
  const total = major(sum)
  writeLines(billPath, `${billHeader}\r\n`, shuffled(orders, 7_368_787), (n) => (onlyOrders(n) ? '' : billLine(n)), `${billSummaryHeader}\r\n\`${rows},\`${total},\`0.00,\`0.00,\`${major(fees)},\`${total},\`0.00\r\n`)
  writeLines(orderPath, `${orderHeader}\r\n`, shuffled(orders, 2_750_159), (n) => (onlyBill(n) ? '' : orderLine(n)), '')
  return counts
}

/** All numbers below `count` once, far from their order: `step` is a prime that does not divide it. */
function* shuffled(count: number, step: number): Generator<number> {
  for (let n = 0, at = 0; n < count; n += 1, at = (at + step) % count) yield at
}

function writeLines(path: string, head: string, order: Iterable<number>, lineOf: (n: number) => string, tail: string): void {
  const file = openSync(path, 'w')
  try {
    let text = head
    for (const n of order) {
      text += lineOf(n)
      if (text.length > 1 << 20) {
        writeSync(file, text)
        text = ''
      }
    }
    writeSync(file, text + tail)
  } finally {
    closeSync(file)
  }
}

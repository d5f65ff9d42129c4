import { comparableHeader } from '@shared/domain/cells/headers'
import type { OrderScene, Redemption } from '@shared/contract/payment-values'
import { isCurrency } from '@shared/domain/money'
import type { OrderState } from '@shared/domain/payments'

function wordsOf<T>(entries: readonly (readonly [T, readonly string[]])[]): ReadonlyMap<string, T> {
  return new Map(entries.flatMap(([value, words]) => words.map((word) => [comparableHeader(word), value] as const)))
}

/** Words of shops, bills and providers for a state (payment-providers §1.4). `REFUND` says only that it was paid once. */
const states = wordsOf<OrderState>([
  ['paid', ['paid', 'success', 'TRADE_SUCCESS', '支付成功', '已支付', '已付款', '付款成功', '交易成功', '交易完成', '已完成', '待发货', '待使用', '待核销', '已核销', 'completed', 'finished', 'REFUND', '转入退款', '已退款', '部分退款']],
  ['pending', ['pending', '已建', 'NOTPAY', 'USERPAYING', '待支付', '未支付', '待付款', '支付中', 'unpaid', 'processing', 'created']],
  ['closed', ['closed', 'CLOSED', 'REVOKED', 'TRADE_CLOSED', '已关闭', '交易关闭', '已取消', '已撤销', 'cancelled', 'canceled', 'expired', '已过期']],
  ['failed', ['failed', 'PAYERROR', 'TRADE_FAILED', '支付失败', '失败', 'declined']],
  ['unknown', ['unknown', '未知', '结果待确认']],
])
const scenes = wordsOf<OrderScene>([
  ['channels', ['channels', '视频号', '微信视频号', '视频号小店', '视频号直播', 'wechat channels']],
  ['other', ['other', '其他', '其它', '非视频号', '小程序', 'mini program']],
  ['unset', ['unset', '未设置', '未填', 'not set']],
])
const redemptions = wordsOf<Redemption>([
  ['redeemed', ['redeemed', '已核销', '已使用', '核销', '是', 'yes', 'true', 'used', '1']],
  ['open', ['open', '未核销', '待核销', '未使用', '待使用', '否', 'no', 'false', 'unused', '0']],
  ['unset', ['unset', '未设置', '未填', 'not set']],
])
const currencies = wordsOf<string>([
  ['CNY', ['人民币', 'rmb', '元', '¥', '￥']],
  ['EUR', ['欧元', '€']],
  ['USD', ['美元']],
  ['HKD', ['港币', '港元']],
  ['AUD', ['澳元', '澳币']],
  ['JPY', ['日元', '日圆']],
  ['GBP', ['英镑', '£']],
  ['SGD', ['新加坡元', '新币']],
])

export const stateOf = (text: string): OrderState | undefined => states.get(comparableHeader(text))
export const sceneOf = (text: string): OrderScene | undefined => scenes.get(comparableHeader(text))
export const redemptionOf = (text: string): Redemption | undefined => redemptions.get(comparableHeader(text))

/** An ISO code in any case, or a usual word for a currency. */
export function currencyOf(text: string): string | undefined {
  const code = text.normalize('NFKC').trim().toUpperCase()
  return isCurrency(code) ? code : currencies.get(comparableHeader(text))
}

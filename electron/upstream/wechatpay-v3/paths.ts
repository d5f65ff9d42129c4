/** Paths by region. Source: payment-providers §8.4–§8.6, §8.9. */
import type { Region, V3Account } from './account'

export type Trade = 'native' | 'jsapi' | 'h5'

const encoded = encodeURIComponent

function orders({ region, sub }: V3Account): string {
  if (region === 'global') return '/v3/global/transactions'
  if (region === 'hk') return '/hk/v3/transactions'
  return sub ? '/v3/pay/partner/transactions' : '/v3/pay/transactions'
}

const refunds: Readonly<Record<Region, string>> = {
  domestic: '/v3/refund/domestic/refunds',
  global: '/v3/global/refunds',
  hk: '/hk/v3/refunds',
}

/** `?mchid=` or `?sp_mchid=&sub_mchid=`. */
function merchantQuery({ mchid, sub }: V3Account): string {
  return sub ? `?sp_mchid=${encoded(mchid)}&sub_mchid=${encoded(sub.mchid)}` : `?mchid=${encoded(mchid)}`
}

/** Abroad, H5 payment is called `mweb`. */
export function createPath(account: V3Account, trade: Trade): string {
  return `${orders(account)}/${trade === 'h5' && account.region !== 'domestic' ? 'mweb' : trade}`
}

export function queryPath(account: V3Account, number: { merchantNo: string } | { wechatNo: string }): string {
  const by = 'merchantNo' in number ? `out-trade-no/${encoded(number.merchantNo)}` : `id/${encoded(number.wechatNo)}`
  return `${orders(account)}/${by}${merchantQuery(account)}`
}

/** The global and Hong Kong forms are uncertain (§8.9, G3). */
export function closePath(account: V3Account, merchantNo: string): string {
  return `${orders(account)}/out-trade-no/${encoded(merchantNo)}/close`
}

export function refundPath({ region }: V3Account): string {
  return refunds[region]
}

export function refundQueryPath(account: V3Account, refundNo: string): string {
  const { region, sub } = account
  if (region !== 'domestic') return `${refunds[region]}/out-refund-no/${encoded(refundNo)}${merchantQuery(account)}`
  return `${refunds.domestic}/${encoded(refundNo)}${sub ? `?sub_mchid=${encoded(sub.mchid)}` : ''}`
}

/** The global one is known from third-party code only (wechatpay-php `OpenAPI/V3/Global_/Certificates.php`). */
export function certificatesPath({ region }: V3Account): string {
  return region === 'global' ? '/v3/global/certificates' : '/v3/certificates'
}

/** `day`: `YYYY-MM-DD`; `type`: `ALL`, `SUCCESS`, `REFUND`. A service provider names the sub-merchant (§8.8). */
export function tradeBillPath({ sub }: V3Account, day: string, type: string): string {
  return `/v3/bill/tradebill?bill_date=${day}&bill_type=${type}&tar_type=GZIP${sub ? `&sub_mchid=${encoded(sub.mchid)}` : ''}`
}

export function fundFlowBillPath(day: string, account: string): string {
  return `/v3/bill/fundflowbill?bill_date=${day}&account_type=${account}&tar_type=GZIP`
}

/** Abroad the day is written without hyphens, and the merchant stands in the query (§8.9). */
export function statementPath(account: V3Account, day: string): string {
  const base = account.region === 'hk' ? '/hk/v3/statements' : '/v3/global/statements'
  return `${base}${merchantQuery(account)}&date=${day.replaceAll('-', '')}`
}

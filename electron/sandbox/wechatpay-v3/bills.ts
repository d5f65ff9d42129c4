import { createHash, randomBytes } from 'node:crypto'
import type { StandInRequest } from '../http/server'
import { type BillAsked, billTime, isRealDay } from '../payments/bills'
import type { Merchant } from './merchants'
import { subOf } from './orders'
import { businessRule, jsonReply, V3Refusal, type V3Reply, wrongField } from './refusal'
import type { World } from './world'

const addressMs = 5 * 60_000

const tradeTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
const accountTypes = ['BASIC', 'OPERATION', 'FEES'] as const

/** `GET /v3/bill/tradebill` */
export function tradeBillAddress(world: World, merchant: Merchant, { query }: StandInRequest): V3Reply {
  const own = knownFields(query, ['bill_date', 'bill_type', 'tar_type', 'sub_mchid'])
  const type = own.get('bill_type') ?? 'ALL'
  // RECHARGE_REFUND and the special ones are taken by the real one; no practice account has them.
  const found = tradeTypes.find((one) => one === type)
  if (!found) throw wrongField('/query/bill_type', type, '账单类型不正确', 'query')
  const subMerchant = subMerchantOf(merchant, own)
  return address(world, merchant, own, { form: 'trade', type: found, merchant: merchant.mchid, subMerchant, appid: merchant.appid })
}

/** `GET /v3/bill/fundflowbill` */
export function fundFlowAddress(world: World, merchant: Merchant, { query }: StandInRequest): V3Reply {
  limit(world, merchant.mchid)
  const own = knownFields(query, ['bill_date', 'account_type', 'tar_type'])
  const account = accountTypes.find((one) => one === (own.get('account_type') ?? 'BASIC'))
  if (!account) throw wrongField('/query/account_type', own.get('account_type'), '资金账户类型不正确', 'query')
  return address(world, merchant, own, { form: 'fund', account, merchant: merchant.mchid, subMerchant: merchant.serviceProvider ? undefined : '', appid: merchant.appid })
}

/** Service providers get all sub-merchants in one file, or one that they name. */
function subMerchantOf(merchant: Merchant, own: ReadonlyMap<string, string>): string | undefined {
  const sub = own.get('sub_mchid')
  if (!merchant.serviceProvider) {
    if (sub !== undefined) throw new V3Refusal(403, 'NO_AUTH', '没有权限下载该商户的账单')
    return ''
  }
  if (sub !== undefined && !merchant.subs.has(sub)) throw new V3Refusal(403, 'NO_AUTH', '没有权限下载该特约商户的账单')
  return sub
}

function address(world: World, merchant: Merchant, own: ReadonlyMap<string, string>, asked: BillAsked): V3Reply {
  const tar = own.get('tar_type')
  if (tar !== undefined && tar !== 'GZIP') throw wrongField('/query/tar_type', tar, '压缩类型不正确', 'query')
  const day = own.get('bill_date') ?? ''
  if (!isRealDay(day)) throw wrongField('/query/bill_date', day, '账单日期格式不正确', 'query')
  requireTime(billTime(world.now, day, { readyHour: 10, reach: { months: 3 } }))
  const text = world.bills.write(world.book, asked, day, world.now)
  if (text === undefined) throw new V3Refusal(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
  const token = randomBytes(24).toString('base64url')
  const untilMs = world.now + (world.bills.flaw === 'addressRanOut' ? -1 : addressMs)
  world.addresses.set(token, { mchid: merchant.mchid, asked, day, gzip: tar === 'GZIP', untilMs })
  const hash = createHash('sha1').update(withMark(text)).digest('hex')
  return jsonReply(200, {
    hash_type: 'SHA1',
    hash_value: world.bills.flaw === 'wrongHash' ? hash.replace(/^../u, hash.startsWith('00') ? '11' : '00') : hash,
    download_url: `${world.baseUrl}/v3/billdownload/file?token=${token}`,
  })
}

/** The interface's files begin with a byte order mark (§9.1). */
const withMark = (text: string): string => `\uFEFF${text}`

/** `GET /v3/billdownload/file`: no signature on the answer. */
export function downloadBill(world: World, merchant: Merchant, { query }: StandInRequest): V3Reply {
  const found = world.addresses.get(query.get('token') ?? '')
  if (!found) throw businessRule('下载链接不正确')
  if (found.mchid !== merchant.mchid) throw new V3Refusal(403, 'NO_AUTH', '没有权限下载该账单')
  if (world.now > found.untilMs) throw businessRule('下载链接已过期，请重新获取')
  const text = world.bills.write(world.book, found.asked, found.day, world.now) ?? ''
  return {
    status: 200,
    headers: { 'content-type': found.gzip ? 'application/x-gzip' : 'text/plain; charset=utf-8' },
    body: world.bills.pack(withMark(text), found.gzip),
    signedText: null,
  }
}

/** `GET /v3/global/statements`, `GET /hk/v3/statements`: the text at once, its digest signed (§8.9). */
export function statement(world: World, merchant: Merchant, { query }: StandInRequest): V3Reply {
  const own = knownFields(query, ['date', 'mchid', 'sp_mchid', 'sub_mchid'])
  const subMerchant = subOf(merchant, Object.fromEntries(own))
  const [, year = '', month = '', date = ''] = /^(\d{4})(\d\d)(\d\d)$/u.exec(own.get('date') ?? '') ?? []
  const day = `${year}-${month}-${date}`
  if (!isRealDay(day)) throw wrongField('/query/date', own.get('date'), '账单日期格式不正确', 'query')
  requireTime(billTime(world.now, day, { readyHour: 9, reach: { days: 180 } }))
  const text = world.bills.write(world.book, { form: 'overseas', merchant: merchant.mchid, subMerchant, appid: merchant.appid }, day, world.now)
  if (text === undefined) throw new V3Refusal(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
  const sha1 = createHash('sha1').update(text).digest('hex')
  const told = world.bills.flaw === 'wrongHash' ? sha1.replace(/^../u, sha1.startsWith('00') ? '11' : '00') : sha1
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'wechatpay-statement-sha1': told },
    body: world.bills.pack(text, false),
    signedText: JSON.stringify({ sha1: told }),
  }
}

function requireTime(time: ReturnType<typeof billTime>): void {
  if (time === 'creating') throw new V3Refusal(400, 'STATEMENT_CREATING', '账单生成中，请在10点后重试')
  if (time === 'notYet') throw businessRule('账单日期不正确，只能下载昨天及以前的账单')
  if (time === 'tooOld') throw businessRule('账单日期不正确，超出可下载的时间范围')
}

function knownFields(query: URLSearchParams, names: readonly string[]): ReadonlyMap<string, string> {
  for (const name of query.keys()) if (!names.includes(name)) throw wrongField(`/query/${name}`, query.get(name), '未知参数', 'query')
  return new Map(query)
}

/** So many a second of a merchant, in real time. @throws V3Refusal RATELIMIT_EXCEED */
function limit(world: World, mchid: string): void {
  const second = Math.floor(performance.now() / 1000)
  const known = world.billCalls.get(mchid)
  const count = known?.second === second ? known.count + 1 : 1
  world.billCalls.set(mchid, { second, count })
  if (count > world.fundBillsPerSecond) throw new V3Refusal(429, 'RATELIMIT_EXCEED', '频率超限')
}

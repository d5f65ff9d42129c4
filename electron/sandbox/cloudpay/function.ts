/**
 * The merchant's cloud function as the contract of payment-providers §6.2 has it, and cloudPay beneath it: APIv2 with
 * JSON in either spelling, camel case out (§6.1, §6.3).
 */
import type { House } from '../payments/house'
import type { StandInAccount } from '../payments/types'
import type { Caller, Result } from '../wechatpay-v2/answer'
import { closeOrder, orderQuery, unifiedOrder } from '../wechatpay-v2/orders'
import { refund, refundQuery } from '../wechatpay-v2/refunds'

type Given = Record<string, string>
type Values = Record<string, string | number | string[] | object>

/** Number of the official service provider whose name everything runs under. */
export const providerMchid = '1800008281'

interface Action {
  run: (house: House, caller: Caller, given: Given) => Result
  required: string[]
  optional: string[]
}

const callback = ['function_name', 'env_id', 'notify_url']
const actions: Readonly<Record<string, Action>> = {
  unifiedorder: {
    run: unifiedOrder,
    required: ['sub_mch_id', 'nonce_str', 'body', 'out_trade_no', 'total_fee', 'spbill_create_ip', 'openid'],
    optional: [...callback, 'fee_type', 'trade_type', 'attach', 'time_start', 'time_expire', 'sub_appid'],
  },
  queryorder: { run: orderQuery, required: ['sub_mch_id', 'nonce_str'], optional: ['transaction_id', 'out_trade_no'] },
  closeorder: { run: closeOrder, required: ['sub_mch_id', 'nonce_str', 'out_trade_no'], optional: [] },
  refund: {
    run: refund,
    required: ['sub_mch_id', 'nonce_str', 'out_refund_no', 'total_fee', 'refund_fee'],
    optional: [...callback, 'transaction_id', 'out_trade_no', 'refund_desc', 'refund_fee_type'],
  },
  queryrefund: { run: refundQuery, required: ['sub_mch_id', 'nonce_str'], optional: ['transaction_id', 'out_trade_no', 'out_refund_no', 'refund_id', 'offset'] },
}

const snake = (name: string) => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
const camel = (name: string) => name.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase())

/** What the function returns, and the number of what is new. */
export interface Run {
  output: object
  number?: string
}

const failed = (code: string, message: string): Run => ({ output: { ok: false, data: null, error: { code, message } } })

export function runFunction(house: House, account: StandInAccount, input: Readonly<Record<string, unknown>>, emptyLists: boolean): Run {
  const { action: name, ...fields } = input
  const action = typeof name === 'string' && Object.hasOwn(actions, name) ? actions[name] : undefined
  if (!action) return failed('UNKNOWN_ACTION', `no such action: ${String(name)}`)
  const given = givenOf(fields)
  const problem = given === undefined ? 'fields must be texts or whole numbers' : problemOf(action, given)
  if (given === undefined || problem !== '') return failed('PARAM_ERROR', problem)
  if (given['sub_mch_id'] !== account.values['subMchid']) return failed('NOAUTH', '特约商户号未授权该产品权限')
  const caller: Caller = { mchid: given['sub_mch_id'] ?? '', appid: account.values['appid'] ?? '', subMchid: given['sub_mch_id'] ?? '', subAppid: '', key: '', signType: 'MD5', overseas: false }
  const result = action.run(house, caller, { trade_type: 'JSAPI', ...given })
  return { output: outputOf(house, caller, result, emptyLists), ...(result.number === undefined ? {} : { number: result.number }) }
}

function givenOf(fields: Readonly<Record<string, unknown>>): Given | undefined {
  const given: Given = {}
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isSafeInteger(value))) return undefined
    // Amounts are numbers in this interface, not texts.
    if (/fee$/iu.test(name) && typeof value !== 'number') return undefined
    given[snake(name)] = String(value)
  }
  return given
}

function problemOf({ required, optional }: Action, given: Given): string {
  const missing = required.find((name) => (given[name] ?? '') === '')
  if (missing !== undefined) return `missing ${missing}`
  const foreign = Object.keys(given).find((name) => !required.includes(name) && !optional.includes(name))
  if (foreign !== undefined) return `unknown field ${foreign}`
  if (!/^[0-9A-Za-z_\-|*@]{1,32}$/u.test(given['out_trade_no'] ?? 'x')) return 'out_trade_no'
  return ['total_fee', 'refund_fee'].some((name) => given[name] !== undefined && Number(given[name]) <= 0) ? 'fee' : ''
}

function outputOf(house: House, caller: Caller, result: Result, emptyLists: boolean): object {
  const about = { returnCode: 'SUCCESS', returnMsg: 'OK', appid: caller.appid, mchId: providerMchid, subMchId: caller.mchid, nonceStr: house.digits(32) }
  if (!result.ok) {
    const error = { code: result.code, message: result.words }
    return { ok: false, data: { ...about, resultCode: 'FAIL', errCode: result.code, errCodeDes: result.words }, error }
  }
  return { ok: true, data: { ...about, resultCode: 'SUCCESS', ...shown(house, result.fields, emptyLists) }, error: null }
}

/** Numbered fields become lists, amounts numbers; a prepared payment becomes the arguments of `wx.requestPayment`. */
function shown(house: House, fields: readonly [string, string][], emptyLists: boolean): Values {
  const values: Values = {}
  for (const [name, value] of fields) {
    const numbered = /^(.+)_(\d+)$/u.exec(name)
    if (numbered) {
      const list = `${camel(numbered[1] ?? '')}List`
      values[list] = [...((values[list] as string[] | undefined) ?? []), ...(emptyLists ? [] : [value])]
    } else if (value !== '') values[camel(name)] = /(?:fee|count)$/u.test(name) ? Number(value) : value
  }
  const prepayId = values['prepayId']
  if (typeof prepayId === 'string')
    values['payment'] = {
      appId: 'wx',
      timeStamp: String(Math.floor(house.now / 1000)),
      nonceStr: house.digits(32),
      package: `prepay_id=${prepayId}`,
      signType: 'MD5',
      paySign: house.digits(32),
    }
  return values
}

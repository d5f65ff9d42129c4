/** Which fields a call takes, and their form (payment-providers §7.3). A sandbox that accepts everything hides errors. */
interface FieldRule {
  form: RegExp
  required: boolean
  maxBytes: number
}

const must = (form: RegExp, maxBytes: number): FieldRule => ({ form, required: true, maxBytes })
const may = (form: RegExp, maxBytes: number): FieldRule => ({ form, required: false, maxBytes })

const any = /^[\s\S]+$/u
const number = /^[0-9A-Za-z_\-|*@]+$/u
const minor = /^[1-9]\d{0,14}$/u
const time = /^\d{14}$/u
const currency = /^[A-Z]{3}$/u
const address = /^https?:\/\/[^?#\s]+$/u

const common: Record<string, FieldRule> = {
  appid: must(any, 32), mch_id: must(any, 32), sub_appid: may(any, 32), sub_mch_id: may(any, 32),
  nonce_str: must(any, 32), sign: must(/^(?:[0-9A-F]{32}|[0-9A-F]{64})$/u, 64), sign_type: may(any, 32),
}
const eitherNumber = { transaction_id: may(/^\d+$/u, 32), out_trade_no: may(number, 32) }

const calls: Readonly<Record<string, Record<string, FieldRule>>> = {
  '/pay/unifiedorder': {
    ...common, device_info: may(any, 32), body: must(any, 128), detail: may(any, 6000), attach: may(any, 127), out_trade_no: must(number, 32),
    fee_type: may(currency, 16), total_fee: must(minor, 15), spbill_create_ip: must(/^[0-9a-fA-F.:]+$/u, 64), time_start: may(time, 14), time_expire: may(time, 14),
    goods_tag: may(any, 32), notify_url: must(address, 256), trade_type: must(/^(?:JSAPI|NATIVE|APP|MWEB)$/u, 16), product_id: may(any, 32), limit_pay: may(any, 32),
    openid: may(any, 128), sub_openid: may(any, 128), receipt: may(any, 8), scene_info: may(any, 256),
  },
  '/pay/orderquery': { ...common, ...eitherNumber },
  '/pay/closeorder': { ...common, out_trade_no: must(number, 32) },
  '/secapi/pay/refund': {
    ...common, ...eitherNumber, out_refund_no: must(number, 64), total_fee: must(minor, 15), refund_fee: must(minor, 15), refund_fee_type: may(currency, 8),
    refund_desc: may(any, 80), refund_account: may(/^REFUND_SOURCE_(?:UNSETTLED|RECHARGE)_FUNDS$/u, 30), notify_url: may(address, 256),
  },
  '/pay/downloadbill': { ...common, bill_date: must(/^\d{8}$/u, 8), bill_type: may(any, 16), tar_type: may(any, 8) },
  '/pay/downloadfundflow': { ...common, bill_date: must(/^\d{8}$/u, 8), account_type: must(any, 16), tar_type: may(any, 8) },
  '/pay/refundquery': { ...common, ...eitherNumber, out_refund_no: may(number, 64), refund_id: may(/^\d+$/u, 32), offset: may(/^\d+$/u, 5) },
}

export function knowsCall(path: string): boolean {
  return Object.hasOwn(calls, path)
}

/** The first thing that is wrong; empty where nothing is. */
export function fieldProblem(path: string, fields: Readonly<Record<string, string>>): string {
  const rules = calls[path] ?? {}
  for (const name of Object.keys(fields)) if (!Object.hasOwn(rules, name)) return `未知参数${name}`
  for (const [name, rule] of Object.entries(rules)) {
    const value = fields[name] ?? ''
    if (value === '' && rule.required) return `缺少参数${name}`
    if (value !== '' && !(rule.form.test(value) && Buffer.byteLength(value) <= rule.maxBytes)) return `参数${name}格式错误`
  }
  return ''
}

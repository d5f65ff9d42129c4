/** Fields of each method: those that must be there, and those that may. */
const common = ['pay_method', 'sub_pay_method', 'order_id', 'amount', 'currency', 'description']
const free = ['demo', 'timeout', 'notify_url', 'redirect_url', 'ip_address']

const methods: Readonly<Record<string, { must: readonly string[]; may: readonly string[] }>> = {
  'v3.CreatePayments': { must: common, may: [...free, 'post_email', 'bic', 'ideal_email'] },
  'v3.CreatePaymentsWechatMiniPay': { must: [...common, 'sub_app_id', 'sub_open_id'], may: free },
  'v3.CreateWechatNativePay': { must: common, may: [...free, 'url_type'] },
  'v3.CreatePaymentsWechatH5Pay': { must: common, may: free },
  'v3.CreatePaymentsAlipayWap': { must: common, may: free },
  'v3.QueryOrder': { must: ['trade_id'], may: [] },
  'v3.CancelPayment': { must: ['trade_id'], may: [] },
  'v3.CreateRefund': { must: ['trade_id', 'refund_amount', 'refund_currency', 'refund_description'], may: ['m_refund_id', 'notify_url'] },
  'v3.QueryRefundOrder': { must: ['refund_id'], may: [] },
  'v3.QueryExchangeRate': { must: ['settlement_currency', 'sub_method'], may: [] },
  'v3.ListOrderByTime': { must: ['start_time', 'end_time'], may: ['state'] },
  'v3.TimeRefundOrder': { must: ['start_time', 'end_time'], may: ['state'] },
}

export function isCreate(method: string): boolean {
  return method.startsWith('v3.Create') && method !== 'v3.CreateRefund'
}

/** What is wrong with the fields of a call; empty where nothing is. */
export function fieldProblem(method: string, data: Readonly<Record<string, string>>): string {
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (!known) return `method ${method} does not exist`
  const missing = known.must.find((name) => data[name] === undefined)
  if (missing !== undefined) return `${missing} is required`
  const unknown = Object.keys(data).find((name) => !known.must.includes(name) && !known.may.includes(name))
  return unknown === undefined ? '' : `unknown field ${unknown}`
}

import type { StandInReply } from '../http/server'
import { type BillAsked, billTime, isRealDay } from '../payments/bills'
import type { House } from '../payments/house'
import type { Caller } from './answer'
import { writeXml } from './xml'

type Given = Readonly<Record<string, string>>

const tradeTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
const accounts = { Basic: 'BASIC', Operation: 'OPERATION', Fees: 'FEES' } as const

/** An error comes as XML with HTTP 200 and carries no signature (payment-providers §9.1). */
const failed = (code: string, words: string): StandInReply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: writeXml([['return_code', 'FAIL'], ['return_msg', words], ['error_code', code]]),
})
/** Of the fund flow the code stands elsewhere (third-party code, uncertain). */
const fundFailed = (code: string, words: string): StandInReply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: writeXml([['return_code', 'SUCCESS'], ['result_code', 'FAIL'], ['err_code', code], ['err_code_des', words]]),
})

/** `POST /pay/downloadbill` */
export function downloadBill(house: House, { mchid, subMchid, appid }: Caller, given: Given): StandInReply {
  const type = tradeTypes.find((one) => one === (given['bill_type'] ?? 'ALL'))
  if (!type) return failed('20001', 'invalid bill_type')
  return bill(house, given, { form: 'trade', type, merchant: mchid, subMerchant: subMchid, appid }, failed, { none: '20002', creating: '20001' })
}

/** `POST /pay/downloadfundflow`: HMAC-SHA256 only. */
export function downloadFundFlow(house: House, { mchid, signType, appid }: Caller, given: Given): StandInReply {
  if (signType !== 'HMAC-SHA256') return fundFailed('SIGN_ERROR', 'sign_type错误，仅支持HMAC-SHA256')
  const name = given['account_type'] ?? ''
  const account = Object.hasOwn(accounts, name) ? accounts[name as keyof typeof accounts] : undefined
  if (!account) return fundFailed('PARAM_ERROR', 'account_type错误')
  return bill(house, given, { form: 'fund', account, merchant: mchid, subMerchant: undefined, appid }, fundFailed, { none: 'NO_BILL_EXIST', creating: 'BILL_CREATING' })
}

function bill(house: House, given: Given, asked: BillAsked, refuse: typeof failed, codes: { none: string; creating: string }): StandInReply {
  const tar = given['tar_type'] ?? ''
  if (tar !== '' && tar !== 'GZIP') return refuse('20001', 'data format error')
  const day = (given['bill_date'] ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/u, '$1-$2-$3')
  if (!isRealDay(day)) return refuse('20001', 'data format error')
  const time = billTime(house.now, day, { readyHour: 10, reach: { months: 3 } })
  if (time === 'creating') return refuse(codes.creating, 'Bill Creating')
  if (time !== 'ready') return refuse('20001', 'invalid bill_date')
  const text = house.bills.write(house.book, asked, day, house.now)
  if (text === undefined) return refuse(codes.none, 'No Bill Exist')
  return {
    status: 200,
    headers: { 'content-type': tar === 'GZIP' ? 'application/x-gzip' : 'text/plain; charset=utf-8' },
    body: house.bills.pack(text, tar === 'GZIP'),
  }
}

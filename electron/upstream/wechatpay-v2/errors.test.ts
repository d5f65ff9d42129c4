import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'
import { describe, expect, it } from 'vitest'
import { type CallName, refusalCodes, refusedEffect } from './errors'

const plain = (text: string) => text
const outcomeOf = (call: CallName, code: string, message = '') => {
  const effect = refusedEffect({ level: 'business', code, message }, call, plain)
  return effect.outcome === 'refused' ? `${effect.again}${effect.waitMs === undefined ? '' : ` ${effect.waitMs}`}` : effect.outcome
}

describe('refusals of WeChat Pay v2', () => {
  it.each([
    // The table of payment-providers §7.5: call, code, what follows.
    ['create', 'SYSTEMERROR', 'unknown'],
    ['create', 'SIGNERROR', 'never'],
    ['create', 'XML_FORMAT_ERROR', 'never'],
    ['create', 'NOT_UTF8', 'never'],
    ['create', 'REQUIRE_POST_METHOD', 'never'],
    ['create', 'LACK_PARAMS', 'never'],
    ['create', 'POST_DATA_EMPTY', 'never'],
    ['create', 'PARAM_ERROR', 'never'],
    ['create', 'ORDERPAID', 'unknown'],
    ['create', 'OUT_TRADE_NO_USED', 'unknown'],
    ['create', 'INVALID_REQUEST', 'never'],
    ['create', 'ORDERCLOSED', 'never'],
    ['create', 'NOAUTH', 'never'],
    ['create', 'APPID_NOT_EXIST', 'never'],
    ['create', 'MCHID_NOT_EXIST', 'never'],
    ['create', 'APPID_MCHID_NOT_MATCH', 'never'],
    ['close', 'ORDERPAID', 'unknown'],
    ['close', 'ORDERCLOSED', 'unknown'],
    ['close', 'ORDERNOTEXIST', 'unknown'],
    ['close', 'TRADE_STATE_ERROR', 'unknown'],
    ['refund', 'SYSTEMERROR', 'unknown'],
    ['refund', 'BIZERR_NEED_RETRY', 'sameNumber'],
    ['refund', 'NOTENOUGH', 'sameNumber'],
    ['refund', 'TRADE_OVERDUE', 'never'],
    ['refund', 'USER_ACCOUNT_ABNORMAL', 'never'],
    ['refund', 'INVALID_REQ_TOO_MUCH', 'sameNumber 60000'],
    ['refund', 'FREQUENCY_LIMITED', 'sameNumber 60000'],
    ['refund', 'INVALID_TRANSACTIONID', 'never'],
    ['refund', 'ERROR', 'never'],
    ['refund', 'ORDERNOTEXIST', 'never'],
    ['refund', 'REFUND_FEE_MISMATCH', 'never'],
    // Nobody has described it: no clear "no".
    ['refund', 'SOMETHING_NEW', 'unknown'],
    ['refund', '', 'unknown'],
    ['create', 'constructor', 'unknown'],
  ] as const)('%s: %s is %s', (call, code, expected) => {
    expect(outcomeOf(call, code)).toBe(expected)
  })

  it('a number that was used with other parameters is told by its text', () => {
    expect(outcomeOf('create', 'INVALID_REQUEST', '201 商户订单号重复')).toBe('unknown')
  })

  it('what carries no signature decides about orders only where nothing is lost, and never about money', () => {
    const unsigned = (call: CallName, message: string) => refusedEffect({ level: 'transport', code: '', message }, call, plain)
    expect(unsigned('create', '签名错误')).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.signRefused' } })
    expect(unsigned('create', 'busy')).toMatchObject({ outcome: 'unknown' })
    for (const message of ['签名错误', 'appid和mch_id不匹配', 'XML格式错误', '', 'busy']) expect(unsigned('refund', message)).toMatchObject({ outcome: 'unknown' })
  })

  it('have a text each', () => {
    for (const texts of [zhCN, en]) {
      const own = (texts as { errors: { wechatpayV2: object } }).errors.wechatpayV2
      for (const code of refusalCodes().filter((one) => !one.startsWith('payments.'))) expect(own).toHaveProperty(code.slice('wechatpayV2.'.length))
    }
  })
})

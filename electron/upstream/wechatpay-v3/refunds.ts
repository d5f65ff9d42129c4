/** Refunds: request and query. Source: payment-providers §8.6, §8.9, §7.6. */
import { Fault } from '../../platform/errors/fault'
import type { ProviderClient, RefundReading, RefundToSend } from '../payments/types'
import type { V3Account } from './account'
import { effectOf } from './effects'
import type { Exchange, V3Call } from './exchange'
import { amountProblem, currencyProblem, patternProblem, refuseProblems, textProblem } from './fields'
import { merchantFields } from './orders'
import { refundPath, refundQueryPath } from './paths'
import { refundReading, RefundSaid } from './readings'

const refundNumber = /^[0-9A-Za-z_|*@-]{1,64}$/u
const REASON_BYTES = 80

/** Abroad the field is `source` and has the words of v2 (uncertain: G-refundlogic names the accounts, not the field's values). */
const sources: Readonly<Record<string, string>> = {
  AVAILABLE: 'REFUND_SOURCE_RECHARGE_FUNDS',
  UNSETTLED: 'REFUND_SOURCE_UNSETTLED_FUNDS',
}

export type RefundCalls = Required<Pick<ProviderClient, 'refund' | 'queryRefund'>>

export function refundCalls(exchange: Exchange): RefundCalls {
  return {
    refund: (account, refund, tracing) =>
      effectOf(
        exchange,
        account,
        (v3) => refundCall(v3, refund),
        ({ json, raw }, v3) => readRefund(v3, json, raw, refund),
        tracing,
      ),

    async queryRefund(account, refund, tracing) {
      const v3 = exchange.open(account)
      if (!refundNumber.test(refund.refundNo)) throw new Fault('wechatpayV3.numberForm', { params: { number: refund.refundNo } })
      const call: V3Call = { name: 'refundQuery', method: 'GET', path: refundQueryPath(v3, refund.refundNo), rate: 'refundQuery' }
      const { json, raw } = await exchange.ask(account, v3, call, tracing)
      return readRefund(v3, json, raw, refund)
    },
  }
}

/** An answer about another refund, or about another amount, is not believed. */
function readRefund(
  v3: V3Account,
  json: object,
  raw: string,
  asked: { refundNo: string; amountMinor: number },
): RefundReading {
  const said = RefundSaid.safeParse(json)
  if (!said.success) throw new Fault('wechatpayV3.answerUnreadable', { retry: 'afterCheck' })
  const { out_refund_no, amount } = said.data
  if (out_refund_no !== asked.refundNo || (amount?.refund !== undefined && amount.refund !== asked.amountMinor)) {
    throw new Fault('wechatpayV3.answerOfOther', { retry: 'afterCheck' })
  }
  return refundReading(v3, said.data, raw)
}

function refundCall(v3: V3Account, refund: RefundToSend): V3Call {
  const { order } = refund
  refuseProblems([
    patternProblem('refundNo', refund.refundNo, refundNumber),
    amountProblem('amountMinor', refund.amountMinor),
    amountProblem('order.amountMinor', order.amountMinor),
    textProblem('reason', refund.reason, { mostBytes: REASON_BYTES }),
    currencyProblem(v3, refund.currency),
    refund.currency === order.currency ? undefined : { path: 'currency', code: 'invalid' },
    order.wechatNo === '' && order.merchantNo === '' ? { path: 'order', code: 'required' } : undefined,
  ])
  const { sub } = v3
  const body = {
    // The mainland's refunds name the sub-merchant only; the signature says whose provider it is.
    ...(v3.region === 'domestic' ? (sub ? { sub_mchid: sub.mchid } : {}) : merchantFields(v3)),
    ...(order.wechatNo === '' ? { out_trade_no: order.merchantNo } : { transaction_id: order.wechatNo }),
    out_refund_no: refund.refundNo,
    ...(refund.reason === '' ? {} : { reason: refund.reason }),
    ...(v3.notifyUrl === '' ? {} : { notify_url: v3.notifyUrl }),
    ...sourceField(v3, refund.source ?? v3.fundsAccount),
    amount: { refund: refund.amountMinor, total: order.amountMinor, currency: refund.currency },
  }
  return { name: 'refund', method: 'POST', path: refundPath(v3), body, rate: 'refund' }
}

function sourceField({ region }: V3Account, source: string): Record<string, string> {
  const abroad = Object.hasOwn(sources, source) ? sources[source] : undefined
  if (abroad === undefined) return {}
  return region === 'domestic' ? { funds_account: source } : { source: abroad }
}

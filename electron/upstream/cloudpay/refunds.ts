/** Refunds through the merchant's cloud function. Source: payment-providers §6.3. */
import { Fault } from '../../platform/errors/fault'
import type { ProviderClient, RefundReading, RefundToSend } from '../payments/types'
import { cut, minorText, numbered, numberOf, refundNumber, refuseOther, told } from '../wechatpay-v2'
import type { CloudAccount } from './account'
import type { CloudCall, Exchange, Returned } from './exchange'
import { callbackFields } from './orders'
import { refundReading } from './readings'

const mostRefunds = 50

export function refundCalls(exchange: Exchange): Required<Pick<ProviderClient, 'refund' | 'queryRefund'>> {
  return {
    refund: (account, refund, call) =>
      exchange.effect(
        account,
        (cloud) => refundCall(cloud, refund),
        (returned) => accepted(returned, refund),
        call,
      ),
    async queryRefund(account, refund, call) {
      const fields: [string, string][] = [['out_refund_no', numbered(refund.refundNo, refundNumber, 'refundNo')]]
      const { said, raw } = await exchange.ask(account, { action: 'queryrefund', fields }, call)
      const count = said.minor('refundCount') ?? 0
      const readings = Array.from({ length: Math.min(Math.max(count, 1), mostRefunds) }, (_, index) => refundReading(said, index, raw))
      const own = readings.find((reading) => reading?.refundNo === refund.refundNo)
      if (own) {
        refuseOther(own, refund.order)
        return own
      }
      // Asked by its number, it is there; what became of it is not told. Only a plain "no such refund" says it is not.
      if (count > 0) return told<RefundReading>({ state: 'processing', rawState: 'LIST_EMPTY', refundNo: refund.refundNo, raw })
      throw new Fault('cloudpay.refundListEmpty', { retry: 'afterCheck' })
    },
  }
}

function refundCall(cloud: CloudAccount, refund: RefundToSend): CloudCall {
  if (refund.currency !== 'CNY') throw new Fault('wechatpayV2.currencyDomestic', { params: { currency: refund.currency } })
  return {
    action: 'refund',
    fields: [
      ...callbackFields(cloud),
      ...numberOf(refund.order),
      ['out_refund_no', numbered(refund.refundNo, refundNumber, 'refundNo')],
      ['total_fee', Number(minorText(refund.order.amountMinor, 'order'))],
      ['refund_fee', Number(minorText(refund.amountMinor, 'amount'))],
      ['refund_desc', cut(refund.reason, 80)],
    ],
  }
}

function accepted({ said, raw }: Returned, refund: RefundToSend): RefundReading {
  const amount = said.minor('refundFee')
  const other = (said.text('outRefundNo') ?? refund.refundNo) !== refund.refundNo || (amount ?? refund.amountMinor) !== refund.amountMinor
  if (other) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
  return told<RefundReading>({
    state: 'processing',
    rawState: 'ACCEPTED',
    refundNo: refund.refundNo,
    providerRefundNo: said.text('refundId'),
    merchantNo: said.text('outTradeNo'),
    wechatNo: said.text('transactionId'),
    amountMinor: refund.amountMinor,
    currency: refund.currency,
    raw,
  })
}

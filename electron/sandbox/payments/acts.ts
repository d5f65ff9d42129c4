import type { RefundAsked, RefundJudgement } from './book'
import type { StandInAct, StandInOrder, StandInRefund } from './types'

interface Acting {
  now: number
  book: { refundsOf(order: StandInOrder): StandInRefund[]; refundedMinor(order: StandInOrder): number }
  portalRefundNo(): string
  pay(order: StandInOrder, paidMinor?: number): void
  notifyPayment(order: StandInOrder, forgery?: 'none' | 'badSignature' | 'otherAmount'): void
  notifyRefund(refund: StandInRefund, forced?: boolean): void
  refund(order: StandInOrder, asked: RefundAsked, providerRefundNo: string): RefundJudgement
}

/** What a guest, the provider or its staff does to an order. */
export function applyAct(house: Acting, order: StandInOrder, act: StandInAct): void {
  switch (act) {
    case 'pay':
      delete order.more['raw']
      return house.pay(order)
    case 'payOtherAmount':
      return house.pay(order, Math.max(1, order.amountMinor - 1))
    case 'fail':
      if (order.state === 'open') order.state = 'failed'
      return house.notifyPayment(order)
    case 'expire':
      if (order.state === 'open') order.state = 'closed'
      return house.notifyPayment(order)
    case 'notifyAgain':
      house.notifyPayment(order, 'none')
      for (const refund of house.book.refundsOf(order)) house.notifyRefund(refund, true)
      return
    case 'notifyForged':
      return house.notifyPayment(order, 'otherAmount')
    case 'refundInPortal':
      return refundRest(house, order)
    case 'finishRefunds':
      return finish(house, order)
  }
}

/** Staff refund what is left, in the provider's own console. */
function refundRest(house: Acting, order: StandInOrder): void {
  const amountMinor = order.paidMinor - house.book.refundedMinor(order)
  const asked = { refundNo: '', amountMinor, currency: order.currency, reason: 'portal', notifyUrl: order.notifyUrl, madeInPortal: true }
  const judged = house.refund(order, asked, house.portalRefundNo())
  if (judged.verdict !== 'new') throw new Error(`refund in portal: ${judged.verdict}`)
}

function finish(house: Acting, order: StandInOrder): void {
  for (const refund of house.book.refundsOf(order)) {
    if (refund.state !== 'processing' && refund.state !== 'needsManual') continue
    refund.state = 'succeeded'
    refund.completedAtMs = house.now
    house.notifyRefund(refund)
  }
}

import type { CommandOutput } from '@shared/contract'
import type { Refund } from '@shared/contract/payment-refunds'
import { formatMoney } from '@shared/domain/money'
import type { RefundState } from '@shared/domain/payments'
import { textFor } from '../../../platform/texts/texts'
import { printedMoment } from './moment'
import type { Locale } from './parts'

/**
 * What a guest may be told in each state. Accepted is not refunded; a missing answer is not a failure; and what was
 * not sent is not promised. Texts under `refundDocuments.guest`.
 */
const sayings: Readonly<Record<RefundState, string>> = {
  requested: 'notSent',
  approved: 'notSent',
  queued: 'notSent',
  returned: 'notSent',
  sending: 'checking',
  unknown: 'checking',
  review: 'checking',
  processing: 'accepted',
  needsManual: 'manual',
  succeeded: 'done',
  failed: 'failed',
  rejected: 'off',
  withdrawn: 'off',
}

/**
 * WeChat's own kinds; they alone say how long the money takes (payment-providers §1.5, §8.6: balance within minutes,
 * cards one to three working days), and they say it of payments in CNY. Others give no such word, so none is given.
 */
const wechatKinds: readonly string[] = ['v3', 'v3sp', 'v2', 'v2sp', 'cloudpay']

/** The message for the guest about a refund, in both languages, as it stands now. */
export function guestMessage(refund: Refund, zone: string): CommandOutput<'payments.refunds.guestMessage'> {
  return { zh: messageIn('zh-CN', refund, zone), en: messageIn('en', refund, zone) }
}

function messageIn(locale: Locale, refund: Refund, zone: string): string {
  const { order, amount, refundNo, state } = refund
  const params = {
    order: order.merchantNo || order.providerNo || order.wechatNo,
    amount: formatMoney(amount.minor, amount.currency),
    refundNo,
  }
  const say = (key: string, more: Record<string, string> = {}) =>
    textFor(locale, `refundDocuments.guest.${key}`, { ...params, ...more })
  const sentences = [say(sayings[state]), ...ending(refund, zone, say)]
  return sentences.join(locale === 'en' ? ' ' : '')
}

type Say = (key: string, more?: Record<string, string>) => string

/** What comes after the first sentence: when the money can be there, when it was, where it went, the number to quote. */
function ending(refund: Refund, zone: string, say: Say): string[] {
  const { state, completedAt, destination, amount, order } = refund
  if (state === 'processing') {
    const known = wechatKinds.includes(order.kind) && amount.currency === 'CNY'
    return [say(known ? 'arrivalWechat' : 'arrivalUnknown'), say('number')]
  }
  if (state !== 'succeeded') return sayings[state] === 'off' ? [] : [say('number')]
  return [
    ...(completedAt === undefined ? [] : [say('completedAt', { at: printedMoment(completedAt, zone) })]),
    ...(destination === '' ? [] : [say('destination', { destination })]),
    say('number'),
  ]
}

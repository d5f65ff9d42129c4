import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../platform/audit'

/**
 * What an approval covers: order, amount, currency, reason and number. A change of any of them makes another digest, and
 * the approval of the old one is void.
 */
export function digestOf(refund: { orderId: string; amountMinor: number; currency: string; reason: string; refundNo: string }): string {
  return createHash('sha256').update(canonicalJson({ v: 1, ...refund })).digest('hex')
}

import { type TypedAmount, typedAmount } from '../../parts/amount-text'

export type TypedRefund = TypedAmount | { problem: 'exceeds' }

/**
 * The amount that a person typed, in minor units of the refund currency.
 * @param most what can still be refunded; undefined where it is not known
 */
export function typedRefund(text: string, currency: string, most: number | undefined): TypedRefund {
  const typed = typedAmount(text, currency)
  return 'minor' in typed && most !== undefined && typed.minor > most ? { problem: 'exceeds' } : typed
}

/** Bytes of UTF-8: providers count a reason by them, and a Chinese character has three. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text.trim()).length
}

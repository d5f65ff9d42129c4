import { type AmountProblem, parseMajor } from '@shared/domain/money'

export type TypedRefund = { minor: number } | { problem: AmountProblem | 'empty' | 'zero' | 'exceeds' }

/**
 * The amount that a person typed, in minor units of the refund currency.
 * @param most what can still be refunded; undefined where it is not known
 */
export function typedRefund(text: string, currency: string, most: number | undefined): TypedRefund {
  if (text.trim() === '') return { problem: 'empty' }
  const parsed = parseMajor(text, currency)
  if (!parsed.ok) return { problem: parsed.problem }
  if (parsed.minor === 0) return { problem: 'zero' }
  return most !== undefined && parsed.minor > most ? { problem: 'exceeds' } : { minor: parsed.minor }
}

/** Bytes of UTF-8: providers count a reason by them, and a Chinese character has three. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text.trim()).length
}

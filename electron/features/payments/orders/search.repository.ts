import type { ReadContext } from '../../../platform/store/repository'

/** So many orders of one kind of number are gathered at most; a longer beginning narrows further. */
const gathered = 1001
/** A shorter text is a number only as a whole: as a beginning it would fit half of all numbers. */
const shortestBeginning = 4

/**
 * The half-open range of all numbers that begin with a text, or undefined where the text is no number: without blanks,
 * with a digit. Case counts: numbers are compared as providers do.
 */
export function numberRange(text: string): { from: string; until: string } | undefined {
  // A bill writes a backtick before its numbers, a spreadsheet an apostrophe.
  const plain = text.trim().replace(/^[`']/u, '')
  if (plain.length > 128 || !/^[\w.|*@+-]+$/u.test(plain) || !/\d/u.test(plain)) return undefined
  return { from: plain, until: plain.length < shortestBeginning ? `${plain}\u0000` : `${plain}\u{10FFFF}` }
}

const sources = [
  ...(['merchant_no', 'provider_no', 'wechat_no', 'booking_no'] as const).map(
    (column) => `SELECT seq FROM orders WHERE ${column} >= @from AND ${column} < @until AND ${column} <> '' LIMIT ${gathered}`,
  ),
  `SELECT order_seq AS seq FROM refunds WHERE refund_no >= @from AND refund_no < @until LIMIT ${gathered}`,
  `SELECT order_seq AS seq FROM refunds WHERE provider_refund_no >= @from AND provider_refund_no < @until
     AND provider_refund_no <> '' LIMIT ${gathered}`,
]

/** The orders with any number (merchant, provider, WeChat, booking, refund, provider's refund) that is or begins with the text. */
export function seqsByNumber({ sql }: ReadContext, text: string): number[] {
  const range = numberRange(text)
  if (!range) return []
  const found = new Set<number>()
  for (const source of sources) for (const { seq } of sql(source).all(range) as { seq: number }[]) found.add(seq)
  return [...found]
}

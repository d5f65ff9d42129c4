import { septetsOf } from './alphabet'

/**
 * How long a part may be. Where a message has several, each gives room to a header that joins them (3GPP TS 23.040
 * §9.2.3.24.1: 140 bytes, 6 of them for the header).
 */
export interface SmsSizes {
  /**
   * UTF-16 units of a message with other characters, alone and as a part. Operators in China are generally known to bill
   * by these, some of them 7-bit texts too; not verified, hence the setting `SmsRules`.
   */
  ucs2Single: number
  ucs2Part: number
}
export const gsmSizes = { single: 160, part: 153 } as const
export const defaultSmsSizes: SmsSizes = { ucs2Single: 70, ucs2Part: 67 }

export interface SmsCount {
  encoding: 'gsm7' | 'ucs2'
  /** Characters as a person counts them. */
  characters: number
  /** What is billed by: septets, or UTF-16 units, of which an emoji takes two or more. */
  units: number
  /** Messages that are sent and billed; an empty text is none. */
  segments: number
  /** Units still free in the last one. */
  left: number
  /** The characters that keep the text from the 7-bit alphabet, each once; at most ten. */
  widening: string[]
}

/**
 * Counts a text as it goes out. 7-bit where every character is of that alphabet, else UCS-2. Neither an escaped
 * character nor a surrogate pair is cut in two: it moves to the next part as a whole.
 */
export function countSms(text: string, sizes: SmsSizes = defaultSmsSizes): SmsCount {
  const characters = [...text]
  const widening = [...new Set(characters.filter((character) => septetsOf(character) === 0))]
  const narrow = widening.length === 0
  const lengths = characters.map((character) => (narrow ? septetsOf(character) : character.length))
  const units = lengths.reduce((sum, length) => sum + length, 0)
  const [single, part] = narrow ? [gsmSizes.single, gsmSizes.part] : [sizes.ucs2Single, sizes.ucs2Part]
  const { segments, left } = units <= single ? { segments: units === 0 ? 0 : 1, left: single - units } : cut(lengths, part)
  return {
    encoding: narrow ? 'gsm7' : 'ucs2',
    characters: graphemes(text),
    units,
    segments,
    left,
    widening: widening.slice(0, 10),
  }
}

function cut(lengths: readonly number[], part: number): { segments: number; left: number } {
  let [segments, used] = [1, 0]
  for (const length of lengths) {
    if (used + length > part) [segments, used] = [segments + 1, 0]
    used += length
  }
  return { segments, left: part - used }
}

const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' })
const graphemes = (text: string) => [...segmenter.segment(text)].length

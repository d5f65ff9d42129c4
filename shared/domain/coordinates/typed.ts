import type { LatLng } from './types'

/** What a person typed or pasted as a pair of coordinates. */
export type TypedCoordinates =
  | ({
      ok: true
      /** True where longitude stood first, by letters or because no latitude is that large. */
      swapped: boolean
    } & LatLng)
  | { ok: false; code: 'empty' | 'unreadable' | 'outOfRange' }

const longest = 200
const words: readonly [RegExp, string][] = [
  [/北纬|北緯/gu, 'N'],
  [/南纬|南緯/gu, 'S'],
  [/东经|東經/gu, 'E'],
  [/西经|西經/gu, 'W'],
  [/(纬度|緯度|LATITUDE|LAT)\s*[:=]?/gu, 'Y'],
  [/(经度|經度|LONGITUDE|LONG|LNG|LON)\s*[:=]?/gu, 'X'],
  [/[º度]/gu, '°'],
  [/[′’‘´`分]/gu, "'"],
  [/[″”“秒]|''/gu, '"'],
]

const degrees = String.raw`([+-]?\d{1,3}(?:\.\d{0,20})?)\s*(?:°\s*(?:(\d{1,2}(?:\.\d{0,20})?)\s*'\s*(?:(\d{1,2}(?:\.\d{0,20})?)\s*"\s*)?)?)?`
const letterFirst = new RegExp(String.raw`([NSEWXY])\s*${degrees}`, 'gu')
const letterLast = new RegExp(String.raw`${degrees}([NSEW])?`, 'gu')

interface Angle {
  value: number
  letter: string
}

/**
 * Reads `31.23,121.47`, `121.47E 31.23N`, `31°14'10.7"N 121°29'25.1"E`, `北纬31.23 东经121.47`, `lat=31.23&lng=121.47`,
 * `31,23; 121,47`. Without letters latitude comes first, unless the first number can only be a longitude.
 */
export function parseCoordinates(typed: string): TypedCoordinates {
  const text = plain(typed.slice(0, longest))
  if (text === '') return { ok: false, code: 'empty' }
  const [first, second, ...more] = anglesOf(text)
  if (!first || !second || more.length > 0) return { ok: false, code: 'unreadable' }
  const axes = [axisOf(first), axisOf(second)]
  if (axes[0] !== undefined && axes[0] === axes[1]) return { ok: false, code: 'unreadable' }
  const isLngFirst = axes[0] === 'lng' || axes[1] === 'lat' || (axes[0] === undefined && axes[1] === undefined && Math.abs(first.value) > 90 && Math.abs(second.value) <= 90)
  const [lat, lng] = isLngFirst ? [second.value, first.value] : [first.value, second.value]
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return { ok: false, code: 'outOfRange' }
  return { ok: true, lat, lng, swapped: isLngFirst }
}

function plain(typed: string): string {
  // Minus signs and widths of all kinds become one; primes are read before they are taken apart.
  let text = typed.replaceAll(/[−–—‐]/gu, '-').replaceAll('″', '"').normalize('NFKC').toUpperCase()
  for (const [word, letter] of words) text = text.replaceAll(word, letter)
  // Commas as decimal signs, where something else stands between the numbers.
  if (/^\s*[+-]?\d+,\d+\s*[;/\s]\s*[+-]?\d+,\d+\s*$/u.test(text)) text = text.replaceAll(',', '.')
  return text.trim()
}

function anglesOf(text: string): Angle[] {
  const isFirst = /^[\s([{]*[NSEWXY]/u.test(text)
  const pattern = isFirst ? letterFirst : letterLast
  const rest = text.replaceAll(pattern, ' ')
  if (!/^[\s,，、;&|/()[\]{}]*$/u.test(rest)) return []
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [letter, parts] = isFirst ? [match[1], match.slice(2, 5)] : [match[4], match.slice(1, 4)]
    return angleOf(parts, letter ?? '') ?? []
  })
}

function angleOf([whole = '', minutes = '0', seconds = '0']: (string | undefined)[], letter: string): Angle | undefined {
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
  const size = Math.abs(Number(whole)) + Number(minutes) / 60 + Number(seconds) / 3600
  const isNegative = whole.startsWith('-') !== (letter === 'S' || letter === 'W')
  return { value: isNegative ? -size : size, letter }
}

function axisOf({ letter }: Angle): 'lat' | 'lng' | undefined {
  if (letter === '') return undefined
  return letter === 'N' || letter === 'S' || letter === 'Y' ? 'lat' : 'lng'
}

/** Wall clock of GMT+8 (payment-providers §7.3). */
const wall = (ms: number) => new Date(ms + 28_800_000).toISOString()

export const compact = (ms: number): string => wall(ms).slice(0, 19).replaceAll(/\D/gu, '')
export const spaced = (ms: number): string => wall(ms).slice(0, 19).replace('T', ' ')

/** `yyyyMMddHHmmss` as milliseconds; NaN where it is none. */
export function readCompact(text: string): number {
  const [, year, month, day, hour, minute, second] = (/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/u.exec(text) ?? []).map(String)
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
}

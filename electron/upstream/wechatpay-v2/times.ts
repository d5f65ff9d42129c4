/** Times of APIv2 are wall clock in GMT+8, always (payment-providers §7.3, §13). */
const offsetMs = 8 * 3_600_000

/** `2026-11-28T03:04:05.000Z` → `20261128110405`. */
export function toCompactTime(instant: string): string {
  return new Date(Date.parse(instant) + offsetMs).toISOString().replaceAll(/[-:T]/gu, '').slice(0, 14)
}

/** The other way round, also from `yyyy-MM-dd HH:mm:ss`; `undefined` for anything that is no time. */
export function fromWechatTime(text: string | undefined): string | undefined {
  const found = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/u.exec(text ?? '')
  if (!found) return undefined
  const [, year, month, day, hour, minute, second] = found.map(String)
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const ms = Date.parse(wall)
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== wall) return undefined
  return new Date(ms - offsetMs).toISOString()
}

import { addDays, dayIn } from '@shared/domain/days'

/** A backup in the folder; `madeAt` is an instant. */
export interface KnownBackup {
  name: string
  madeAt: string
}

const newestToday = 3
const days = 10
const months = 12

/**
 * Which backups to keep: the 3 newest of today, the newest of each of the 10 days before, the newest of each of the 12
 * months before and of this one; always the newest of all. What has an unreadable or a future time is kept: the clock
 * may have been wrong, and a backup is not deleted on a guess (architecture-anchors §7.6).
 * @param now instant
 * @param zone in which days and months are counted
 */
export function thinBackups(
  list: readonly KnownBackup[],
  now: string,
  zone = 'Asia/Shanghai',
): { keep: string[]; remove: string[] } {
  const today = dayIn(now, zone)
  if (today === undefined) return { keep: list.map(({ name }) => name), remove: [] }
  const firstDay = addDays(today, -days) ?? today
  const firstMonth = monthsBefore(today.slice(0, 7), months)
  const newestFirst = [...list].sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : 0))
  const counts = new Map<string, number>()
  const isAmong = (period: string, limit: number) => {
    const count = (counts.get(period) ?? 0) + 1
    counts.set(period, count)
    return count <= limit
  }
  let newest = true
  const kept = newestFirst.filter(({ madeAt }) => {
    const day = dayIn(madeAt, zone)
    if (day === undefined || madeAt > now) return true
    // All three are counted for every backup, so that each period's newest is really its newest.
    const reasons = [
      newest,
      isAmong(`day ${day}`, day === today ? newestToday : 1) && day >= firstDay,
      isAmong(`month ${day.slice(0, 7)}`, 1) && day.slice(0, 7) >= firstMonth,
    ]
    newest = false
    return reasons.includes(true)
  })
  const keep = new Set(kept.map(({ name }) => name))
  return { keep: [...keep], remove: newestFirst.map(({ name }) => name).filter((name) => !keep.has(name)) }
}

function monthsBefore(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 - count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}

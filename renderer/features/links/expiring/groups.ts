import type { Link } from '@shared/contract/links'

/** How soon a link ends; the first is over already. */
export const deadlines = ['expired', 'day', 'days3', 'days7', 'days30'] as const
export type Deadline = (typeof deadlines)[number]

const hour = 3_600_000
/** Upper bounds in hours from now, counted to the second. */
const within: Record<Exclude<Deadline, 'expired'>, number> = { day: 24, days3: 72, days7: 168, days30: 720 }

/** The group in which a link stands; `undefined` for one without end, or that ends later. */
export function deadlineOf(expiresAt: string | undefined, now: number): Deadline | undefined {
  const end = Date.parse(expiresAt ?? '')
  if (Number.isNaN(end)) return undefined
  if (end <= now) return 'expired'
  for (const deadline of ['day', 'days3', 'days7', 'days30'] as const)
    if (end <= now + within[deadline] * hour) return deadline
  return undefined
}

/** Every group with its links, soonest first; of those that are over the last one first. */
export function groupByDeadline(links: readonly Link[], now: number): Record<Deadline, Link[]> {
  const groups: Record<Deadline, Link[]> = { expired: [], day: [], days3: [], days7: [], days30: [] }
  for (const link of links) {
    const deadline = deadlineOf(link.expiresAt, now)
    if (deadline) groups[deadline].push(link)
  }
  const byEnd = (a: Link, b: Link) => (a.expiresAt ?? '').localeCompare(b.expiresAt ?? '')
  for (const deadline of deadlines) groups[deadline].sort(byEnd)
  groups.expired.reverse()
  return groups
}

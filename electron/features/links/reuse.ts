import type { Fault } from '../../platform/errors/fault'
import type { LinksOptions } from './parts'
import type { RowPlan } from './row-plan'
import type { StoredLink } from './rows'

type Ended = { row: StoredLink } | { fault: unknown }

/** What is done with a link that is there already, and how one is made where there is none. */
export interface ReuseHooks<T> {
  found: (row: StoredLink) => Promise<T>
  /** Answers the link as well, for those who wait for an equal one. */
  make: () => Promise<{ row: StoredLink | undefined; answer: T }>
  /** An equal request that was under way ended so; where this throws, no other is made. */
  other?: (fault: unknown) => void
}

/**
 * Same parameters, same link: an equal link of the last minutes is given instead of a new one, unless it ends too soon;
 * of equal requests at the same time only the first one calls.
 */
export class Reuse {
  readonly #parts: Pick<LinksOptions, 'clock' | 'repository' | 'settings'>
  readonly #underWay = new Map<string, Promise<Ended>>()

  constructor(parts: Pick<LinksOptions, 'clock' | 'repository' | 'settings'>) {
    this.#parts = parts
  }

  /** False when the settings say that every request makes a link. */
  get enabled(): boolean {
    return this.#parts.settings.get().reuseWindowMinutes > 0
  }

  /** The newest equal link that may be given. An explicit moment of expiry must be that link's. */
  async find(plan: RowPlan): Promise<StoredLink | undefined> {
    if (!this.enabled || plan.reuseKey === '') return undefined
    const { reuseWindowMinutes, reuseMinRemainingMinutes } = this.#parts.settings.get()
    const now = this.#parts.clock.now().getTime()
    return this.#parts.repository.reusable({
      key: plan.reuseKey,
      from: new Date(now - reuseWindowMinutes * 60_000).toISOString(),
      endsFrom: new Date(now + reuseMinRemainingMinutes * 60_000).toISOString(),
      expiresAt: momentOf(plan),
    })
  }

  /** Gives the equal link, waits for one that is being made, or makes one. */
  async give<T>(plan: RowPlan, hooks: ReuseHooks<T>): Promise<T> {
    // A plan of an earlier version of the program has no key: it is like no other.
    if (!this.enabled || plan.reuseKey === '') return (await hooks.make()).answer
    const key = `${plan.reuseKey} ${momentOf(plan) ?? ''}`
    for (let other = this.#underWay.get(key); other; other = this.#underWay.get(key)) {
      const ended = await other
      if ('row' in ended) return hooks.found(ended.row)
      hooks.other?.(ended.fault)
    }
    // No wait between the look and the mark: the next equal request must find it.
    const { promise, resolve } = Promise.withResolvers<Ended>()
    this.#underWay.set(key, promise)
    try {
      const existing = await this.find(plan)
      if (existing) {
        resolve({ row: existing })
        return await hooks.found(existing)
      }
      const { row, answer } = await hooks.make()
      resolve(row ? { row } : { fault: undefined })
      return answer
    } catch (fault) {
      resolve({ fault })
      throw fault
    } finally {
      this.#underWay.delete(key)
      resolve({ fault: undefined })
    }
  }
}

/** The moment of expiry that was asked for, as WeChat counts it: in whole seconds. */
function momentOf({ expiry }: Pick<RowPlan, 'expiry'>): string | null {
  if (expiry?.type !== 'moment') return null
  return new Date(Math.floor(Date.parse(expiry.at) / 1000) * 1000).toISOString()
}

/** An equal request whose outcome nobody knows: the link may be there, so a second one is not made behind its back. */
export function refuseAfterUnknown(fault: unknown): void {
  if ((fault as Fault | undefined)?.retry === 'afterCheck') throw fault
}

import { beijingDay } from './usage'
import type { LifeUsage } from './types'

export interface StoredLife {
  appId: string
  limitedCodes: number
  permanentShortLinks: number
  nfcSchemes: number
  unreleasedPages: string[]
  month: string
  publications: number
  clears: number
}

interface Life extends Omit<StoredLife, 'appId' | 'unreleasedPages'> {
  unreleasedPages: Set<string>
}

/** Counts what never comes back, and what comes back with the month. That a month is Beijing's is uncertain. */
export class LifeBook {
  readonly #lives = new Map<string, Life>()

  /** The counters of an account; those of the month from zero again when the month in Beijing has changed. */
  of(appId: string, nowMs: number): Life {
    const month = beijingDay(nowMs).slice(0, 7)
    const life = this.#lives.get(appId) ?? {
      limitedCodes: 0,
      permanentShortLinks: 0,
      nfcSchemes: 0,
      unreleasedPages: new Set(),
      month,
      publications: 0,
      clears: 0,
    }
    if (life.month !== month) Object.assign(life, { month, publications: 0, clears: 0 })
    this.#lives.set(appId, life)
    return life
  }

  view(appId: string, nowMs: number): LifeUsage {
    const { limitedCodes, permanentShortLinks, nfcSchemes, unreleasedPages, publications, clears } = this.of(
      appId,
      nowMs,
    )
    return {
      limitedCodes,
      permanentShortLinks,
      nfcSchemes,
      unreleasedPages: unreleasedPages.size,
      month: { publications, clears },
    }
  }

  stored(): StoredLife[] {
    return Array.from(this.#lives, ([appId, life]) => ({
      appId,
      ...life,
      unreleasedPages: [...life.unreleasedPages],
    }))
  }

  replaceBy(stored: readonly StoredLife[]): void {
    this.#lives.clear()
    for (const { appId, ...life } of stored) {
      this.#lives.set(appId, { ...life, unreleasedPages: new Set(life.unreleasedPages) })
    }
  }
}

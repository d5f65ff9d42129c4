import type { GatewayRule } from './gateway'
import { WechatRefusal } from './refusal'
import type { AppUsage } from './types'

const beijingOffsetMs = 8 * 3_600_000

/** The calendar day in Beijing, `YYYY-MM-DD`; Beijing has no daylight saving time. */
export function beijingDay(nowMs: number): string {
  return new Date(nowMs + beijingOffsetMs).toISOString().slice(0, 10)
}

interface Day extends AppUsage {
  lastForcedAt: number | null
  callsByPath: Map<string, number>
}

interface Window {
  second: number
  inSecond: number
  minute: number
  inMinute: number
}

export interface StoredUsage extends AppUsage {
  appId: string
  lastForcedAt: number | null
  /** Calls of the day by path, for the gateway's own quota. */
  calls: Record<string, number>
}

/** Counts calls, generations and openings per mini program and resets them when the second, minute or day changes. */
export class UsageBook {
  readonly #days = new Map<string, Day>()
  readonly #windows = new Map<string, Window>()

  /** Today's counters of an app; counting from zero again when the day in Beijing has changed. */
  today(appId: string, nowMs: number): Day {
    const day = beijingDay(nowMs)
    const known = this.#days.get(appId)
    if (known?.day === day) return known
    const fresh: Day = {
      day,
      generated: 0,
      opened: 0,
      forcedRefreshes: 0,
      shortLinks: 0,
      // The 30 s between forced refreshes do not care for midnight.
      lastForcedAt: known?.lastForcedAt ?? null,
      callsByPath: new Map(),
    }
    this.#days.set(appId, fresh)
    return fresh
  }

  /** Counts one call; throws 45011 (or its like) or 44990 when the minute's or second's limit is passed. */
  countCall(
    appId: string,
    path: string,
    nowMs: number,
    limit: Pick<GatewayRule, 'perMinute' | 'perSecond' | 'minuteErrcode'>,
  ): void {
    const second = Math.floor(nowMs / 1000)
    const minute = Math.floor(second / 60)
    const key = `${appId} ${path}`
    const window = this.#windows.get(key) ?? { second, inSecond: 0, minute, inMinute: 0 }
    this.#windows.set(key, window)
    if (window.second !== second) Object.assign(window, { second, inSecond: 0 })
    if (window.minute !== minute) Object.assign(window, { minute, inMinute: 0 })
    window.inSecond += 1
    window.inMinute += 1
    if (window.inMinute > limit.perMinute) throw new WechatRefusal(limit.minuteErrcode)
    if (limit.perSecond !== null && window.inSecond > limit.perSecond) throw new WechatRefusal(44990)
  }

  /** Counts one call against the day; throws 45009 when the day's limit is passed. */
  countDaily(appId: string, path: string, nowMs: number, perDay: number): void {
    const { callsByPath } = this.today(appId, nowMs)
    const calls = (callsByPath.get(path) ?? 0) + 1
    callsByPath.set(path, calls)
    if (calls > perDay) throw new WechatRefusal(45009)
  }

  /** Calls of a path today. */
  callsOf(appId: string, path: string, nowMs: number): number {
    return this.today(appId, nowMs).callsByPath.get(path) ?? 0
  }

  /** Empties the gateway's counters of today; what the interfaces count themselves stays. */
  clearCalls(appId: string, nowMs: number): void {
    this.today(appId, nowMs).callsByPath.clear()
  }

  view(appId: string, nowMs: number): AppUsage {
    const { day, generated, opened, forcedRefreshes, shortLinks } = this.today(appId, nowMs)
    return { day, generated, opened, forcedRefreshes, shortLinks }
  }

  stored(): StoredUsage[] {
    return Array.from(this.#days, ([appId, { callsByPath, ...day }]) => ({
      appId,
      ...day,
      calls: Object.fromEntries(callsByPath),
    }))
  }

  replaceBy(stored: readonly StoredUsage[]): void {
    this.#days.clear()
    this.#windows.clear()
    for (const { appId, calls, ...day } of stored) {
      this.#days.set(appId, { ...day, callsByPath: new Map(Object.entries(calls)) })
    }
  }
}

import type { CommandOutput } from '@shared/contract'
import type { LinkAllowance } from '@shared/contract/links'
import {
  counterPeriods,
  countersOf,
  isLinkKind,
  type LinkCounter,
  linkCounters,
  type LinkLimitKey,
  type LinkLimitValues,
} from '@shared/domain/links'
import type { Fault } from '../../platform/errors/fault'
import { type Count, type CounterRow, periodOf } from './counters.repository'
import type { RowPlan } from './row-plan'
import type { Doer } from './doer'
import type { LinksOptions } from './parts'
import { requireApp } from './require-app'

/** Which dated limit bounds which counter. */
const limitKeys: Readonly<Record<LinkCounter, LinkLimitKey>> = {
  generated: 'generatedPerDay',
  shortLinks: 'shortLinksPerDay',
  permanentShortLinks: 'permanentShortLinks',
  nfcSchemes: 'nfcSchemes',
  limitedCodes: 'limitedCodes',
}

/** From this share of a limit it is time to look. */
const warnFrom = 0.8

/** What making a link of this kind is counted against. */
export function countsOf(plan: Pick<RowPlan, 'kind' | 'options'>, limits: LinkLimitValues): Count[] {
  if (!isLinkKind(plan.kind)) return []
  return countersOf(plan.kind, plan.options).map((counter) => ({
    counter,
    period: counterPeriods[counter],
    limit: limits[limitKeys[counter]],
  }))
}

/** Whether an allowance of one mini program is used up, as counted here: nothing was sent. */
export function isAllowanceStop(fault: Pick<Fault, 'code'>): boolean {
  return fault.code === 'links.allowanceUsedUp' || fault.code === 'links.lifeAllowanceUsedUp'
}

function stateOf(used: number, limit: number): LinkAllowance['state'] {
  if (used >= limit) return 'stop'
  return used >= limit * warnFrom ? 'warn' : 'ok'
}

/** What is used of the mini programs' allowances, as counted here and as WeChat says. */
export class Allowances {
  readonly #parts: LinksOptions

  constructor(parts: LinksOptions) {
    this.#parts = parts
  }

  /** Every counter of a mini program, or of all that are in use; the day is the one in Beijing. */
  async usage(appId?: string): Promise<CommandOutput<'links.usage'>> {
    const { apps, clock } = this.#parts
    const at = clock.instant()
    const rows = await this.#rows(at, appId)
    const ids = appId === undefined ? (await apps.all()).filter(({ archived }) => !archived).map(({ id }) => id) : [appId]
    return { at, allowances: ids.flatMap((id) => this.#ofApp(id, rows, at, linkCounters)) }
  }

  /** The allowances that making this link uses. */
  async for(plan: Pick<RowPlan, 'kind' | 'options' | 'appId'>): Promise<LinkAllowance[]> {
    const at = this.#parts.clock.instant()
    const counters = countsOf(plan, this.#parts.settings.linkLimits()).map(({ counter }) => counter)
    return counters.length === 0 ? [] : this.#ofApp(plan.appId, await this.#rows(at, plan.appId), at, counters)
  }

  /** Asks WeChat for the openings left today and the gateway's quota of an interface, and keeps the openings. */
  async ask(appId: string, path: string, doer: Doer): Promise<CommandOutput<'links.askUsage'>> {
    const { clock, repository, wechat } = this.#parts
    const app = await requireApp(this.#parts.apps, appId)
    const call = { correlationId: doer.correlationId, signal: doer.signal }
    const remaining = await wechat.remainingOpenings(app.appId, call)
    const { rate, ...quota } = await wechat.quota(app.appId, path, call)
    if (remaining !== undefined) {
      const used = Math.max(0, this.#parts.settings.linkLimits().openedPerDay - remaining)
      await repository.noteOpenings({ appId, used })
    }
    return { at: clock.instant(), ...(remaining === undefined ? {} : { remainingOpenings: remaining }), quota, ...(rate ? { rate } : {}) }
  }

  #rows(at: string, appId: string | undefined): Promise<CounterRow[]> {
    return this.#parts.repository.counters({ day: periodOf('day', at), ...(appId === undefined ? {} : { appId }) })
  }

  #ofApp(appId: string, rows: readonly CounterRow[], at: string, counters: readonly LinkCounter[]): LinkAllowance[] {
    const limits = this.#parts.settings.linkLimits()
    const one = (counter: string, period: 'day' | 'life', limitKey: LinkLimitKey): LinkAllowance => {
      const of = periodOf(period, at)
      const row = rows.find((found) => found.appId === appId && found.counter === counter && found.period === of)
      const used = row?.used ?? 0
      const limit = limits[limitKey]
      return {
        appId,
        counter,
        period,
        ...(period === 'day' ? { periodOf: of } : {}),
        used,
        limit,
        saved: row?.saved ?? 0,
        state: stateOf(used, limit),
        limitKey,
      }
    }
    const counted = counters.map((counter) => one(counter, counterPeriods[counter], limitKeys[counter]))
    // Shown only where WeChat was asked today: nothing of it is counted here.
    const asked = rows.some((row) => row.appId === appId && row.counter === 'openings')
    return asked && counters === linkCounters ? [...counted, one('openings', 'day', 'openedPerDay')] : counted
  }
}

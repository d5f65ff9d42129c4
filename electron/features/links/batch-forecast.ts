import type { CommandOutput } from '@shared/contract'
import type { LinkAllowance } from '@shared/contract/links'
import { countsOf } from './allowances'
import type { ForecastRow } from './forecast.repository'
import type { LinksService } from './service'

type Forecast = CommandOutput<'links.batches.forecast'>

/**
 * Which rows are given a link: those with an equal link that is there, and those that are equal to an earlier row, whose
 * link will be there when their turn comes.
 */
export function rowsThatTake(rows: readonly ForecastRow[]): Set<number> {
  const seen = new Set<string>()
  const takes = new Set<number>()
  for (const { rowNo, sameAs, exists } of rows) {
    if (sameAs === '') continue
    if (exists === 1 || seen.has(sameAs)) takes.add(rowNo)
    seen.add(sameAs)
  }
  return takes
}

/** What running a checked batch would take, before anything is called. */
export async function forecastOf(links: LinksService, batchId: string): Promise<Forecast> {
  const { batches, clock, settings } = links.parts
  const { defaults } = await batches.get(batchId)
  const { reuseWindowMinutes, reuseMinRemainingMinutes } = settings.get()
  const now = clock.now().getTime()
  const { rows, reused } = await batches.forecast({
    id: batchId,
    from: new Date(now - reuseWindowMinutes * 60_000).toISOString(),
    endsFrom: new Date(now + reuseMinRemainingMinutes * 60_000).toISOString(),
  })
  const reuse = (defaults?.reuse ?? false) && links.reuse.enabled
  const takes = reuse ? rowsThatTake(rows) : new Set<number>()
  const calling = rows.filter(({ rowNo }) => !takes.has(rowNo))
  return { takes: [...takes], calls: calling.length, reused, allowances: await allowancesFor(links, calling) }
}

async function allowancesFor(links: LinksService, rows: readonly ForecastRow[]): Promise<Forecast['allowances']> {
  const adds = new Map<string, Map<string, number>>()
  for (const { appId, kind, permanent } of rows)
    for (const { counter } of countsOf({ kind, options: { permanent: permanent === 1 } }, links.limits())) {
      const ofApp = adds.get(appId) ?? new Map<string, number>()
      ofApp.set(counter, (ofApp.get(counter) ?? 0) + 1)
      adds.set(appId, ofApp)
    }
  const found: { allowance: LinkAllowance; adds: number }[] = []
  for (const [appId, counters] of adds) {
    const { allowances } = await links.allowances.usage(appId)
    for (const allowance of allowances) {
      const count = counters.get(allowance.counter)
      if (count !== undefined) found.push({ allowance, adds: count })
    }
  }
  return found
}

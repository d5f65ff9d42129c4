import { countsOf } from './allowances'
import type { BatchRecord } from './batch.repository'
import type { LinksService } from './service'

/**
 * What the ready rows need more of than is left, mini program by mini program. Rows that will take an existing link are
 * not known yet, so it may come better.
 */
export async function allowanceNotices(links: LinksService, batchId: string): Promise<BatchRecord['notices']> {
  const needed = new Map<string, { appId: string; counter: string; count: number }>()
  for (const { appId, kind, permanent, count } of await links.parts.batches.needs(batchId))
    for (const { counter } of countsOf({ kind, options: { permanent: permanent === 1 } }, links.limits())) {
      const key = `${appId} ${counter}`
      needed.set(key, { appId, counter, count: (needed.get(key)?.count ?? 0) + count })
    }
  const notices: BatchRecord['notices'] = []
  for (const { appId, counter, count } of needed.values()) {
    const { allowances } = await links.allowances.usage(appId)
    const allowance = allowances.find((one) => one.counter === counter)
    const left = Math.max(0, (allowance?.limit ?? 0) - (allowance?.used ?? 0))
    if (!allowance || count <= left) continue
    const app = (await links.parts.apps.byId(appId))?.name ?? ''
    const code = allowance.period === 'life' ? 'links.notices.allowanceShortForLife' : 'links.notices.allowanceShortToday'
    notices.push({ code, params: { app, counter, needed: count, left, limit: allowance.limit } })
  }
  return notices
}

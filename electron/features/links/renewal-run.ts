import type { Expiry } from '@shared/contract/link-values'
import { Fault } from '../../platform/errors/fault'
import { plainFault } from '../../platform/errors/plain-fault'
import type { JobRow } from '../../platform/jobs/repository'
import { stopOf } from './batch-run'
import type { RenewLinksHost, RenewOutcome } from './jobs/renew-links'
import { Renewals, RenewInput } from './renewal'
import type { LinksService } from './service'

/** What a job that renews links may ask of the main thread. */
export function renewHost(links: LinksService, job: JobRow): RenewLinksHost {
  const renewals = new Renewals(links)
  const doer = { operatorName: job.createdBy, correlationId: job.id, signal: new AbortController().signal }
  return {
    left: async () => {
      const { ids } = RenewInput.parse(job.input)
      const asked = new Set(await links.parts.repository.renewedBy(job.id))
      const rows = await links.parts.repository.byIds(ids)
      const appIds = new Map(rows.map(({ id, appId }) => [id, appId]))
      return ids.flatMap((id) => {
        const appId = appIds.get(id)
        return appId === undefined || asked.has(id) ? [] : [{ id, appId }]
      })
    },
    renewOne: (id: string, expiry: Expiry | null) => renewOne(id, expiry),
  }

  async function renewOne(id: string, expiry: Expiry | null): Promise<RenewOutcome> {
    try {
      await renewals.renew(id, expiry ?? undefined, doer, job.id)
      return { state: 'done' }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      if (cause.retry === 'afterCheck') return { state: 'unknown' }
      const stop = stopOf(cause)
      if (!stop) return { state: 'failed' }
      const { appId } = await links.require(id)
      return { state: 'stop', appId, ...stop, fault: plainFault(cause) }
    }
  }
}

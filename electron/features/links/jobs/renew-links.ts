import type { Expiry } from '@shared/contract/link-values'
import { faultOf, type PlainFault } from '../../../platform/errors/plain-fault'
import { defineJob } from '../../../platform/jobs/define-job'

/** How one renewal ended. `stop`: the others of its mini program, or all, would be refused for the same reason. */
export type RenewOutcome =
  | { state: 'done' | 'failed' | 'unknown' }
  | { state: 'stop'; appId: string; wholeRun: boolean; fault: PlainFault }

export interface RenewLinksHost {
  /** What this job has not asked WeChat for yet. */
  left(): Promise<{ id: string; appId: string }[]>
  renewOne(id: string, expiry: Expiry | null): Promise<RenewOutcome>
}

/** Renews links one after the other; after a pause or a killed program it goes on with those that are left. */
export const renewLinks = defineJob<{ ids: string[]; expiry: Expiry | null }, RenewLinksHost>({
  kind: 'links.renew',
  run: async ({ ids, expiry }, { host, progress, stopping }) => {
    const left = await host.left()
    let doneItems = ids.length - left.length
    let failedItems = 0
    const refusedApps = new Map<string, PlainFault>()
    progress({ doneItems, failedItems, totalItems: ids.length })
    for (const { id, appId } of left) {
      if (refusedApps.has(appId)) continue
      if (stopping()) return
      const outcome = await host.renewOne(id, expiry)
      if (outcome.state === 'done') doneItems += 1
      else if (outcome.state !== 'stop') failedItems += 1
      else if (outcome.wholeRun) throw faultOf(outcome.fault)
      else refusedApps.set(outcome.appId, outcome.fault)
      progress({ doneItems, failedItems })
    }
    for (const fault of refusedApps.values()) throw faultOf(fault)
  },
})

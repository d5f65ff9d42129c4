import type { CommandOutput } from '@shared/contract'
import { Fault } from '../../platform/errors/fault'
import type { IdentityDesk, PracticeOutcome } from './parts'
import { openRequest } from './sealed'

/** Lets the stand-in play the user's part. @throws Fault `identity.onlyInPractice`, `identity.notStartedHere`, `identity.alreadyCounted`, `sandbox.faceUnknown` */
export async function finishInPractice(
  desk: IdentityDesk,
  { id, outcome }: { id: string; outcome: PracticeOutcome },
): Promise<CommandOutput<'identity.practice.finish'>> {
  if (!desk.practice) throw new Fault('identity.onlyInPractice')
  const stored = await desk.repository.one(id)
  if (stored.judged.verdict === 'verified') throw new Fault('identity.alreadyCounted')
  if (stored.origin !== 'call' || !stored.details?.sealed) throw new Fault('identity.notStartedHere')
  const app = stored.appId === null ? undefined : await desk.apps.byId(stored.appId)
  if (!app) throw new Fault('identity.appMissing')
  const { credential, openid } = openRequest(desk.vault, stored.id, stored.details.sealed)
  return desk.practice.finishFace({ appId: app.appId, originalId: app.originalId, credential, openid, outcome })
}

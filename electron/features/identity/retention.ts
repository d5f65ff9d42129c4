import type { CommandOutput } from '@shared/contract'
import { z } from 'zod'
import { textFor } from '../../platform/texts/texts'
import { consentOf } from './consent'
import type { IdentityDesk } from './parts'
import { forgetPages } from './privacy'

const key = 'identity.retention'
const Retention = z.object({ days: z.int().min(1).max(3650), mask: z.enum(['3+2', '1+1']) })
export type Retention = z.infer<typeof Retention>

/** Thirty days (geocoding-and-face §10.4). */
const shipped: Retention = { days: 30, mask: '3+2' }
const dayMs = 86_400_000

export function retentionOf({ settings }: Pick<IdentityDesk, 'settings'>): Retention {
  return settings.value(key, Retention) ?? shipped
}

export const eraseAtOf = (createdAt: string, days: number) => new Date(Date.parse(createdAt) + days * dayMs).toISOString()

export async function retentionState(desk: IdentityDesk, locale: 'zh-CN' | 'en'): Promise<CommandOutput<'identity.retention.get'>> {
  const { records, nextErase, purges } = await desk.repository.retention()
  return {
    ...retentionOf(desk),
    records,
    ...(nextErase === null ? {} : { nextErase }),
    purges: purges.map(({ cause, why, ...purge }) => ({ ...purge, why: cause === 'asked' ? why : textFor(locale, `identity.purges.${cause}`) })),
    consent: await consentOf(desk, locale),
  }
}

/** A shorter time erases at once what is older; a stricter mask is laid over what is kept. */
export async function setRetention(desk: IdentityDesk, retention: Retention, by: string): Promise<{ erased: number }> {
  await desk.settings.setValue(key, retention, by)
  const erased = await desk.repository.reschedule({ ...retention, by })
  // A mask that was laid over leaves its old form in the log as well.
  await forgetPages(desk)
  return { erased }
}

/** Erases what is due. The marks of results that counted stay: a kept answer can be brought again after years. */
export async function purge(desk: IdentityDesk): Promise<number> {
  const erased = await desk.repository.eraseDue()
  if (erased > 0) await forgetPages(desk)
  return erased
}

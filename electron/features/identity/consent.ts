import { Fault } from '../../platform/errors/fault'
import { textFor } from '../../platform/texts/texts'
import type { IdentityDesk } from './parts'

export interface ConsentInForce {
  version: number
  text: string
  by: string
  at?: string
}

/** The text that ships is version 1, in the reader's language; what an administrator saves is kept as it is. */
export async function consentOf(desk: Pick<IdentityDesk, 'repository'>, locale: 'zh-CN' | 'en'): Promise<ConsentInForce> {
  return (await desk.repository.consent()) ?? { version: 1, text: textFor(locale, 'identity.consentText'), by: '' }
}

/** The person agreed to the text that is in force, not to an older one. @throws Fault `identity.consentOutdated` */
export async function requireConsent(desk: Pick<IdentityDesk, 'repository'>, version: number): Promise<void> {
  const current = (await desk.repository.consent())?.version ?? 1
  if (version !== current) throw new Fault('identity.consentOutdated', { params: { version, current } })
}

export async function saveConsent(desk: Pick<IdentityDesk, 'repository' | 'changed'>, text: string, by: string): Promise<ConsentInForce> {
  const saved = await desk.repository.saveConsent({ text, by, after: 1 })
  desk.changed()
  return saved
}

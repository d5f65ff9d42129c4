import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { Vault } from '../../platform/vault'

/** What must be known again to ask how a verification ended; all of it is personal data, so it is kept sealed. */
const SealedRequest = z.object({
  v: z.literal(1),
  credential: z.string(),
  openid: z.string(),
  numberMd5: z.string(),
  numberMd5SmallX: z.string().exactOptional(),
  nameMd5: z.string(),
  certHash: z.string(),
  /** Milliseconds since 1970. */
  issuedAt: z.number(),
})
export type SealedRequest = z.infer<typeof SealedRequest>

const purposeOf = (id: string) => `identity.record:${id}`

export function sealRequest(vault: Pick<Vault, 'seal'>, id: string, request: SealedRequest): string {
  return vault.seal(purposeOf(id), JSON.stringify(request))
}

/** @throws Fault `identity.credentialUnreadable`, `vault.locked` */
export function openRequest(vault: Pick<Vault, 'open'>, id: string, sealed: string): SealedRequest {
  try {
    const bytes = vault.open(purposeOf(id), sealed)
    const text = bytes.toString('utf8')
    bytes.fill(0)
    return SealedRequest.parse(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'vault.locked') throw cause
    // Neither the parser's words nor the text may stand in a log.
    throw new Fault('identity.credentialUnreadable')
  }
}

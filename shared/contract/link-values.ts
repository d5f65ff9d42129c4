import { z } from 'zod'
import { Instant } from './values'

/** Kinds grow: a string checked against the registry of kinds by the service, not a closed enum. */
export const LinkKind = z.string().min(1).max(40)
export const EnvVersion = z.enum(['release', 'trial', 'develop'])
export type EnvVersion = z.infer<typeof EnvVersion>

export const Expiry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('days'), days: z.number() }),
  z.strictObject({ type: z.literal('moment'), at: Instant }),
])
export type Expiry = z.infer<typeof Expiry>

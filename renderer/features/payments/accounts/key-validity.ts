import type { AccountKey, PaymentAccount } from '@shared/contract/payment-accounts'
import type { Tone } from '@renderer/ui/text/tone'

/** Days before its end from which a certificate wants to be replaced. */
const soonDays = 30
const day = 86_400_000

export type Validity = 'valid' | 'soon' | 'ended' | 'notYet' | 'endless'
export const validityTones: Record<Validity, Tone> = { valid: 'done', soon: 'attention', ended: 'failed', notYet: 'attention', endless: 'info' }

/** @param now milliseconds */
export function validityOf({ notBefore, notAfter }: Pick<AccountKey, 'notBefore' | 'notAfter'>, now: number): Validity {
  if (notBefore !== undefined && Date.parse(notBefore) > now) return 'notYet'
  if (notAfter === undefined) return 'endless'
  const left = Date.parse(notAfter) - now
  if (left <= 0) return 'ended'
  return left < soonDays * day ? 'soon' : 'valid'
}

/** The worst of an account: what is missing first, then what ends; an old certificate beside a new one is no trouble. */
export function accountState({ missing, keys, archived }: PaymentAccount, now: number): 'archived' | 'missing' | 'ended' | 'soon' | 'ready' {
  if (archived) return 'archived'
  if (missing.length > 0) return 'missing'
  const kinds = [...new Set(keys.map(({ kind }) => kind))]
  const best = kinds.map((kind) => {
    const found = keys.filter((one) => one.kind === kind).map((one) => validityOf(one, now))
    return found.some((one) => one === 'valid' || one === 'endless') ? 'ready' : found.includes('soon') ? 'soon' : 'ended'
  })
  return best.includes('ended') ? 'ended' : best.includes('soon') ? 'soon' : 'ready'
}
export const accountTones: Record<ReturnType<typeof accountState>, Tone> = {
  archived: 'neutral',
  missing: 'attention',
  ended: 'failed',
  soon: 'attention',
  ready: 'done',
}

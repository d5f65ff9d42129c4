import type { ApprovalLimit, RefundPolicy } from '@shared/contract/payment-refunds'
import { isCurrency, parseMajor, toMajor } from '@shared/domain/money'

export const limitKinds = ['perOrder', 'perRequesterAndDay', 'perDay', 'perBatch'] as const
export type LimitKind = (typeof limitKinds)[number]

/** One row as it is typed: amounts as text in main units, empty for never. */
export interface LimitDraft {
  currency: string
  sums: Record<LimitKind, string>
}
export interface PolicyDraft {
  limits: LimitDraft[]
  otherCurrencies: RefundPolicy['otherCurrencies']
  windowMinutes: string
  latelyDays: string
}

export function draftOfPolicy(policy: RefundPolicy): PolicyDraft {
  const text = (limit: ApprovalLimit, kind: LimitKind) => {
    const minor = limit[kind]
    return minor === undefined ? '' : toMajor(minor, limit.currency)
  }
  return {
    limits: policy.limits.map((limit) => ({
      currency: limit.currency,
      sums: {
        perOrder: text(limit, 'perOrder'),
        perRequesterAndDay: text(limit, 'perRequesterAndDay'),
        perDay: text(limit, 'perDay'),
        perBatch: text(limit, 'perBatch'),
      },
    })),
    otherCurrencies: policy.otherCurrencies,
    // Seconds that are no whole minutes stay as they are: `1.5`.
    windowMinutes: String(policy.batchWindowSeconds / 60),
    latelyDays: String(policy.latelyDays),
  }
}

export interface PolicyProblem {
  /** `limits.0.currency`, `limits.0.perDay`, `windowMinutes`, `latelyDays` */
  path: string
  code: 'currency' | 'twice' | 'amount' | 'window' | 'days'
}

/** What the draft says, or what is wrong about it. */
export function policyOfDraft(draft: PolicyDraft): { policy: RefundPolicy } | { problems: PolicyProblem[] } {
  const problems: PolicyProblem[] = []
  const seen = new Set<string>()
  const limits = draft.limits.map((row, index) => {
    const currency = row.currency.trim().toUpperCase()
    if (!isCurrency(currency)) problems.push({ path: `limits.${index}.currency`, code: 'currency' })
    else if (seen.has(currency)) problems.push({ path: `limits.${index}.currency`, code: 'twice' })
    seen.add(currency)
    const limit: ApprovalLimit = { currency }
    for (const kind of limitKinds) {
      const typed = row.sums[kind].trim()
      if (typed === '') continue
      const parsed = parseMajor(typed, currency)
      if (parsed.ok) limit[kind] = parsed.minor
      else problems.push({ path: `limits.${index}.${kind}`, code: 'amount' })
    }
    return limit
  })
  const seconds = Number(draft.windowMinutes) * 60
  if (draft.windowMinutes.trim() === '' || !Number.isInteger(seconds) || seconds < 0 || seconds > 86_400)
    problems.push({ path: 'windowMinutes', code: 'window' })
  const days = Number(draft.latelyDays)
  if (draft.latelyDays.trim() === '' || !Number.isInteger(days) || days < 0 || days > 90) problems.push({ path: 'latelyDays', code: 'days' })
  if (problems.length > 0) return { problems }
  return { policy: { limits, otherCurrencies: draft.otherCurrencies, batchWindowSeconds: seconds, latelyDays: days } }
}

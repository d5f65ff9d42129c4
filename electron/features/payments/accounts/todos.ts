import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { Clock } from '../../../platform/clock/clock'
import type { Todo, TodoSource } from '../../today'

const dayMs = 86_400_000
/** Days before the end of a certificate from which it is told, and from which it is urgent. */
const soonDays = 30
const urgentDays = 7
/** After so long without a message signed with the old key, the switch to the new one is over. */
const unusedDays = 7

export interface AccountTodoParts {
  clock: Clock
  accounts: () => Promise<readonly PaymentAccount[]>
}

/** Accounts that cannot call, certificates that end, and old keys that nothing uses any more. */
export function accountTodos({ clock, accounts }: AccountTodoParts): TodoSource[] {
  const inUse = async () => (await accounts()).filter(({ archived }) => !archived)
  const source = { permission: 'payments.view', topics: ['paymentAccounts.changed'] } as const
  return [
    {
      ...source,
      id: 'payments.accountsIncomplete',
      kinds: ['payments.accountIncomplete'],
      roles: ['administrator'],
      load: async () => (await inUse()).filter(({ missing }) => missing.length > 0).map(incomplete),
    },
    {
      ...source,
      id: 'payments.certificates',
      kinds: ['payments.certificateEnds'],
      roles: ['administrator', 'finance'],
      everyMs: 3_600_000,
      load: async () => (await inUse()).flatMap((account) => endings(account, clock.now().getTime())),
    },
    {
      ...source,
      id: 'payments.oldKeys',
      kinds: ['payments.oldKeyUnused'],
      roles: ['administrator'],
      everyMs: 3_600_000,
      load: async () => (await inUse()).flatMap((account) => leftOver(account, clock.now().getTime())),
    },
  ]
}

const action = { key: 'today.todos.openPaymentAccounts', to: '/payments/accounts' }

function incomplete({ id, name, missing, updatedAt }: PaymentAccount): Todo {
  return {
    id: `payments.accountIncomplete:${id}`,
    kind: 'payments.accountIncomplete',
    tone: 'attention',
    title: { key: 'today.todos.paymentAccountIncomplete', params: { name } },
    detail: { key: 'today.todos.paymentAccountMissing', params: { count: missing.length } },
    since: updatedAt,
    action,
  }
}

/**
 * Of several platform certificates only the one that lasts longest counts: the provider has changed over to it before
 * the others end.
 */
function endings({ id, name, keys }: PaymentAccount, now: number): Todo[] {
  const lasting = (kind: string) =>
    keys.filter((key) => key.kind === kind && key.notAfter !== undefined).toSorted((a, b) => (b.notAfter ?? '').localeCompare(a.notAfter ?? ''))[0]
  return [lasting('platformCertificate'), lasting('clientCertificate')].flatMap((key): Todo[] => {
    if (key?.notAfter === undefined) return []
    const days = Math.floor((Date.parse(key.notAfter) - now) / dayMs)
    if (days > soonDays) return []
    const ended = Date.parse(key.notAfter) <= now
    return [
      {
        id: `payments.certificateEnds:${id}:${key.id}`,
        kind: 'payments.certificateEnds',
        tone: ended ? 'failed' : days <= urgentDays ? 'attention' : 'info',
        title: { key: ended ? 'today.todos.paymentCertificateEnded' : 'today.todos.paymentCertificateEnds', params: { name, days } },
        detail: { key: `today.todos.paymentKey.${key.kind}`, params: { serial: key.serial } },
        since: new Date(Date.parse(key.notAfter) - soonDays * dayMs).toISOString(),
        due: key.notAfter,
        action,
      },
    ]
  })
}

/** Both key modes at once, and everything has been signed with the public key for a week. */
function leftOver({ id, name, keys }: PaymentAccount, now: number): Todo[] {
  const fresh = (at: string | undefined) => at !== undefined && now - Date.parse(at) < unusedDays * dayMs
  const publicKey = keys.find((key) => key.kind === 'publicKey')
  const certificates = keys.filter((key) => key.kind === 'platformCertificate')
  const settled = publicKey !== undefined && fresh(publicKey.lastUsedAt) && !fresh(publicKey.addedAt)
  if (!settled || certificates.length === 0 || certificates.some(({ lastUsedAt, addedAt }) => fresh(lastUsedAt) || fresh(addedAt))) return []
  return [
    {
      id: `payments.oldKeyUnused:${id}`,
      kind: 'payments.oldKeyUnused',
      tone: 'info',
      title: { key: 'today.todos.paymentOldKey', params: { name } },
      detail: { key: 'today.todos.paymentOldKeyDetail', params: { count: certificates.length } },
      since: new Date(now - unusedDays * dayMs).toISOString(),
      count: certificates.length,
      action,
    },
  ]
}

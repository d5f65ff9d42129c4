import type { LedgerAccount } from '@shared/contract/ledger-values'
import type { ListedAccount } from '@shared/domain/ledger'
import { z } from 'zod'

const Stored = z.array(
  z.object({
    name: z.string(),
    appId: z.string(),
    originalId: z.string(),
    administrator: z.string(),
    certifiedOn: z.string(),
    certifiedUntil: z.string(),
    state: z.string(),
  }),
)

/** A list as it was kept; one that cannot be read is as good as none. */
export function readStoredList(stored: unknown): ListedAccount[] | undefined {
  const parsed = Stored.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}

/** An account of the ledger in the form of a list's entry. */
export function listedOf(account: LedgerAccount): ListedAccount {
  const { name, appId, originalId, administrator, certifiedOn, certifiedUntil, state } = account
  return { name, appId, originalId, administrator, certifiedOn, certifiedUntil, state }
}

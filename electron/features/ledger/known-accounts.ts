import type { AccountFields, LedgerAccount } from '@shared/contract/ledger-values'
import type { AccountKind } from '@shared/domain/ledger'
import type { NewAccount, StoredAccount } from './account-rows.repository'

/** An account that MiniDesk works with: a mini program of `apps`, a 公众号 of `officialAccounts`. */
export interface KnownAccount {
  id: string
  kind: AccountKind
  feature: 'apps' | 'officialAccounts'
  name: string
  appId: string
  originalId: string
  archived: boolean
  /** What that feature knows of the certification, where it knows of it. */
  verified?: boolean | undefined
  verifiedUntil?: string | undefined
}

/** The ledger's entries as they are shown and counted. */
export interface AccountBook {
  all: LedgerAccount[]
  byId: ReadonlyMap<string, LedgerAccount>
}

/**
 * Joins the ledger's rows with what MiniDesk works with, by AppID. What MiniDesk knows has its name and original id
 * from there, so that nothing is kept up twice; what has no row yet stands in the book under MiniDesk's own id and
 * gets its row with the first thing that is written down about it. One put away in MiniDesk stays while it has a row.
 */
export function bookOf(rows: readonly StoredAccount[], known: readonly KnownAccount[], today: string): AccountBook {
  const knownByAppId = new Map(known.map((account) => [account.appId, account]))
  const seen = new Set(rows.map(({ appId }) => appId))
  const all = [
    ...rows.map((row) => shown(row, row.appId === '' ? undefined : knownByAppId.get(row.appId), today)),
    ...known.filter(({ appId, archived }) => !archived && !seen.has(appId)).map((account) => unwritten(account, today)),
  ]
  return { all, byId: new Map(all.map((account) => [account.id, account])) }
}

function shown(row: StoredAccount, known: KnownAccount | undefined, today: string): LedgerAccount {
  const { updatedBy: _by, ...own } = row
  return {
    ...own,
    ...(known
      ? {
          name: known.name,
          originalId: known.originalId || row.originalId,
          certifiedUntil: known.verifiedUntil ?? row.certifiedUntil,
          inMiniDesk: { feature: known.feature, id: known.id },
        }
      : {}),
    certified: isCertified(row, known, today),
  }
}

function unwritten(account: KnownAccount, today: string): LedgerAccount {
  const fields = fieldsOfKnown(account)
  return {
    ...fields,
    id: account.id,
    certified: isCertified(fields, account, today),
    inMiniDesk: { feature: account.feature, id: account.id },
    rev: 0,
  }
}

function fieldsOfKnown({ kind, name, appId, originalId, verifiedUntil = '' }: KnownAccount): AccountFields {
  return {
    kind,
    name,
    appId,
    originalId,
    administrator: '',
    certifiedOn: '',
    certifiedUntil: verifiedUntil,
    state: 'normal',
    note: '',
  }
}

/** The rows that must be written before something is said about these accounts. */
export function freshRows(book: AccountBook, ids: readonly string[]): NewAccount[] {
  return [...new Set(ids)].flatMap((id) => {
    const account = book.byId.get(id)
    return account?.rev === 0 ? [{ id, fields: fieldsOf(account) }] : []
  })
}

export function fieldsOf(account: LedgerAccount): AccountFields {
  const { kind, name, appId, originalId, companyId, administrator, certifiedOn, certifiedUntil, state, note } = account
  return {
    kind,
    name,
    appId,
    originalId,
    administrator,
    certifiedOn,
    certifiedUntil,
    state,
    note,
    ...(companyId === undefined ? {} : { companyId }),
  }
}

/** Certified on a day: as MiniDesk says; else by its end, or, where that was not written down, by having a beginning. */
function isCertified(
  { certifiedOn, certifiedUntil }: Pick<AccountFields, 'certifiedOn' | 'certifiedUntil'>,
  known: KnownAccount | undefined,
  today: string,
): boolean {
  if (known?.verified === false) return false
  const until = known?.verifiedUntil ?? certifiedUntil
  return until === '' ? certifiedOn !== '' || known?.verified === true : until >= today
}

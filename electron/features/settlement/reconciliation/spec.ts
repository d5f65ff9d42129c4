import type { SourceSpec } from '@shared/contract/settlement-reconciliation'
import type { SourceKind } from '@shared/contract/settlement-values'

/** A side as it is stored: empty text for "of all". */
export interface StoredSpec {
  source: SourceKind
  accountId: string
  billType: string
}

export const toStoredSpec = ({ source, accountId = '', billType = '' }: SourceSpec): StoredSpec => ({ source, accountId, billType })

export function toSpec({ source, accountId, billType }: StoredSpec): SourceSpec & FileFilter {
  return { source, ...(accountId === '' ? {} : { accountId }), ...(billType === '' ? {} : { billType }) }
}

/** What `ports.files.ofMonth` takes. */
export interface FileFilter {
  source: SourceKind
  accountId?: string
  billType?: string
}

/** Bank files are of no account: they are looked for by source alone. */
export function filesSpec(spec: StoredSpec): StoredSpec {
  return spec.source === 'bank' ? { ...spec, accountId: '' } : spec
}

/** The account that a reconciliation is about. */
export const accountOf = (left: StoredSpec, right: StoredSpec): string => left.accountId || right.accountId

/** Whether rows of a source can come from our orders: where no export of orders was loaded for them. */
export const isOwn = ({ source }: StoredSpec): boolean => source === 'orders'

import type { FeeContractFields, FeeStatement, Payee, StatementState } from '@shared/contract/settlement-fees'
import type { Attachment } from '@shared/contract/settlement-values'
import type { FeeRule } from '@shared/domain/service-fee'

/** A version of an agreement as it stands in the database. */
export interface StoredContract {
  id: string
  version: number
  fields: FeeContractFields
  savedAt: string
  savedBy: string
}

export interface StoredPayee extends Omit<Payee, 'state' | 'decidedBy' | 'decidedAt'> {
  contractId: string
  state: 'proposed' | 'confirmed' | 'rejected'
  proposedById: string
  decidedBy: string | null
  decidedAt: string | null
}

/** What people put into a statement; everything that a step changes, so that the step can be taken back. */
export interface StatementFacts {
  v: 1
  platform?: NonNullable<FeeStatement['platform']>
  issuedDay?: string
  confirmedDay?: string
  payeeId?: string
  paid?: NonNullable<FeeStatement['paid']>
  invoice?: NonNullable<FeeStatement['invoice']>
  dispute?: NonNullable<FeeStatement['dispute']>
  attachments: Attachment[]
  /** Files that the figure was read from. */
  files: { name: string; sha256: string }[]
}

/** What the program computed. */
export interface StoredComputed {
  v: 1
  contractVersion: number
  rule: FeeRule
  accountIds: string[]
  orders: number
  /** All refunds that count; `ownRefunds`: those of orders paid in the month. */
  refunds: number
  ownRefunds: number
  baseMinor: number
  feeMinor: number
  priorMinor: number
  totalMinor: number
  priorCount: number
  /** Prior-period lines but for refunds of earlier months, which the policies settle themselves. */
  late: { baseMinor: number; feeMinor: number }
  places: { placeId: string; baseMinor: number }[]
  inputs: { name: string; value: string }[]
  at: string
  by: string
}

export interface StoredStatement {
  seq: number
  id: string
  month: string
  contractId: string
  contractVersion: number
  currency: string
  state: StatementState
  facts: StatementFacts
  computed: StoredComputed | null
  runId: string | null
  rev: number
}

export interface StoredEvent {
  seq: number
  at: string
  by: string
  action: string
  text: string
  attachments: Attachment[]
  before: { state: StatementState; facts: StatementFacts } | null
  undone: boolean
}

/** States in which the numbers of a statement stand. */
export const standing: readonly StatementState[] = ['confirmed', 'paymentRequested', 'paid', 'invoiced', 'closed']

/** Who decides, as the audit trail wants it. */
export interface By {
  id: string
  name: string
  correlationId: string
}

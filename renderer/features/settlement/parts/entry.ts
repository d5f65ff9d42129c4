import type { EntryRow } from '@shared/contract/settlement-values'

/** The number that people quote for a row: the strongest that it has. */
export function numberOf(row: EntryRow): string {
  const numbers = row.kind === 'refund' || row.kind === 'refundReturned' ? [row.refundNo, row.providerRefundNo] : []
  return [...numbers, row.merchantNo, row.wechatNo, row.providerNo, row.refundNo, row.providerRefundNo, row.group].find((one) => one !== '') ?? '—'
}

/** Names a row among others. */
export const keyOf = ({ ref }: EntryRow): string => `${ref.fileId} ${ref.row}`

import { Fault } from '../../../platform/errors/fault'
import type { FilesPort } from '../ports'

const rowsAPage = 1_000

/**
 * The platform's figure from a loaded statement file. No layout is published (§1.1), so what the file is mapped to
 * counts: a fee on each row, or rows that are fees. Refused and failed rows move no money.
 * @throws Fault `settlement.notAStatement`, `settlement.statementWithoutFee`
 */
export async function figureOfFile(files: FilesPort, fileId: string): Promise<{ feeMinor: number; baseMinor: number; currencies: string[]; name: string; sha256: string }> {
  const file = await files.get(fileId)
  if (file.source !== 'statement' || file.state !== 'loaded') throw new Fault('settlement.notAStatement', { params: { name: file.name } })
  let [feeOfRows, feeRows, base, ofRows, ofFees] = [0, 0, 0, 0, 0]
  const currencies = new Set<string>()
  for (let first = 0; first < file.rows; first += rowsAPage) {
    const refs = Array.from({ length: Math.min(rowsAPage, file.rows - first) }, (_, index) => ({ fileId, row: first + index }))
    for (const { kind, outcome, currency, amountMinor, feeMinor } of await files.rows(refs)) {
      if (outcome === 'failed') continue
      currencies.add(currency)
      if (kind === 'payment' || kind === 'refund' || kind === 'refundReturned') base += amountMinor
      if (feeMinor !== undefined) {
        feeOfRows += feeMinor
        ofRows += 1
      } else if (kind === 'fee' || kind === 'feeReturned') {
        // Signed as money of the merchant: a fee leaves.
        feeRows -= amountMinor
        ofFees += 1
      }
    }
  }
  if (ofRows === 0 && ofFees === 0) throw new Fault('settlement.statementWithoutFee', { params: { name: file.name } })
  return { feeMinor: ofRows > 0 ? feeOfRows : feeRows, baseMinor: base, currencies: [...currencies], name: file.name, sha256: file.sha256 }
}

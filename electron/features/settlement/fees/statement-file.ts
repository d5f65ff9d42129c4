import { Fault } from '../../../platform/errors/fault'
import type { FilesPort } from '../ports'

const rowsAPage = 1_000

/**
 * The platform's figure from a loaded statement file. No layout is published (§1.1), so what the file is mapped to
 * counts: a fee on each row, or rows that are fees. Refused and failed rows move no money.
 * @throws Fault `settlement.notAStatement`, `settlement.statementUnread`, `settlement.statementWithoutFee`
 */
export async function figureOfFile(files: FilesPort, fileId: string): Promise<{ feeMinor: number; baseMinor: number; currencies: string[]; name: string; sha256: string }> {
  const file = await files.get(fileId)
  if (file.source !== 'statement' || file.state !== 'loaded') throw new Fault('settlement.notAStatement', { params: { name: file.name } })
  // A row that could not be read may be one with a fee: the sum of the others is not what the platform asks for.
  if (file.problems > 0) throw new Fault('settlement.statementUnread', { params: { name: file.name, count: file.problems } })
  let [feeOfRows, charged, returned, base, ofRows, ofFees] = [0, 0, 0, 0, 0, 0]
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
        if (kind === 'fee') charged += amountMinor
        else returned += amountMinor
        ofFees += 1
      }
    }
  }
  if (ofRows === 0 && ofFees === 0) throw new Fault('settlement.statementWithoutFee', { params: { name: file.name } })
  return { feeMinor: ofRows > 0 ? feeOfRows : feeOf(charged, returned), baseMinor: base, currencies: [...currencies], name: file.name, sha256: file.sha256 }
}

/** Some write a fee as what is asked for, plus, others as what leaves the merchant, minus; what comes back is the other way. */
const feeOf = (charged: number, returned: number): number => (charged > 0 ? charged + returned : 0 - charged - returned)

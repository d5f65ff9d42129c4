import { scanDelimited } from '@shared/domain/cells/delimited'
import { delimiters, detectDelimiter, type Delimiter } from '@shared/domain/cells/delimiter'
import { unguardFormula } from '@shared/domain/cells/formula-guard'
import { breathe } from './breathe'
import { refuseMarkup } from './file-kind'
import { sheetFault } from './sheet-fault'
import { TableBuilder } from './table'
import { decodeText } from './text-encoding'
import type { Sheet, SheetLimits } from './types'

const recordsPerBreath = 2000

/**
 * Reads delimited text. The apostrophe that {@link unguardFormula} knows is taken off again, so that what MiniDesk
 * wrote reads back as it was. A first line `sep=;`, which Excel writes and obeys, names the delimiter.
 */
export async function readCsv(
  bytes: Buffer,
  file: string,
  limits: SheetLimits,
  signal: AbortSignal | undefined,
): Promise<Sheet> {
  const { text, encoding } = decodeText(bytes, file)
  refuseMarkup(text, file)
  const declared = /^sep=(.)(?:\r\n|\n|\r|$)/.exec(text)
  const content = declared ? text.slice(declared[0].length) : text
  const named = delimiters.find((candidate): candidate is Delimiter => candidate === declared?.[1])
  const delimiter = named ?? detectDelimiter(content)
  const linesBefore = declared ? 1 : 0

  const table = new TableBuilder(limits, 'withNotice')
  let records = 0
  for (const item of scanDelimited(content, delimiter, { quotes: 'strict' })) {
    const line = item.line + linesBefore
    if (item.kind === 'broken') throw sheetFault('spreadsheets.csvBroken', { file, line })
    table.add(line, item.cells.map(unguardFormula))
    records += 1
    if (records % recordsPerBreath === 0) await breathe(signal)
  }
  const built = table.build()
  if (!built) throw sheetFault('spreadsheets.empty', { file })
  return { kind: 'csv', encoding, delimiter, ...built }
}

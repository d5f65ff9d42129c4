import { writeAtomically } from './atomic-file'
import { PartsZip } from './parts-zip'
import { sheetFault } from './sheet-fault'
import type { WorkCell, WorkSheet } from './workbook-cell'
import { RepeatedTexts, workbookParts, worksheetXml } from './workbook-parts'

/** Rows that the format can hold in one sheet; what is longer goes on in a further sheet. */
export const sheetLines = 1_048_576
/** What a cell can hold. */
export const cellCharacters = 32_767

/**
 * Writes a workbook of several sheets row by row, with little memory however many rows there are. The file appears
 * whole or not at all. Text is always text; formulas are only where the caller wrote one.
 * @throws Fault `spreadsheets.tooManyRows` where a sheet's rows were not split; as `writeAtomically`
 */
export async function writeWorkbook(
  path: string,
  { sheets, title, description }: { sheets: readonly WorkSheet[]; title: string; description: string },
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
  await writeAtomically(path, async (write) => {
    const zip = new PartsZip(write)
    for (const [name, text] of workbookParts(sheets, { title, description })) await zip.part(name, [text], signal)
    const texts = new RepeatedTexts()
    for (const [at, sheet] of sheets.entries())
      await zip.part(`xl/worksheets/sheet${at + 1}.xml`, worksheetXml({ ...sheet, rows: counted(sheet) }, texts, at === 0), signal)
    await zip.part('xl/sharedStrings.xml', texts.xml(), signal)
    await zip.end()
    signal?.throwIfAborted()
  })
}

function* counted({ rows }: WorkSheet): Generator<readonly WorkCell[]> {
  let line = 0
  for (const row of rows) {
    line += 1
    if (line > sheetLines) throw sheetFault('spreadsheets.tooManyRows', { limit: sheetLines })
    yield row
  }
}

import { headerSignature, suggestMapping } from '@shared/domain/cells'
import { readSheet, sheetOfCells } from '../../../platform/files/spreadsheet'
import { defineJob } from '../../../platform/jobs/define-job'
import { fieldSynonyms } from '../field-synonyms'

export interface ReadBatchInput {
  batchId: string
  source: { kind: 'cells'; cells: string[][] } | { kind: 'file'; path: string; name: string; sheet: string | null }
}

export interface ReadBatchHost {
  begin(): Promise<void>
  putRows(rows: { rowNo: number; line: number; cells: string[] }[]): Promise<void>
  recallMapping(signature: string): Promise<Record<string, string> | null>
  finish(result: {
    headers: string[]
    notices: { code: string; params: Record<string, string | number> }[]
    mapping: Record<string, string>
    remembered: boolean
  }): Promise<void>
}

const chunk = 500

/** Reads a sheet into the rows of a batch and suggests what its columns mean. */
export const readBatch = defineJob<ReadBatchInput, ReadBatchHost>({
  kind: 'links.batch.read',
  run: async ({ source }, { host, signal, progress }) => {
    await host.begin()
    const sheet =
      source.kind === 'cells'
        ? { ...sheetOfCells(source.cells), notices: [] }
        : await readSheet(
            source.path,
            { name: source.name, ...(source.sheet === null ? {} : { sheet: source.sheet }) },
            signal,
          )
    progress({ totalItems: sheet.rows.length })
    for (let from = 0; from < sheet.rows.length; from += chunk) {
      signal.throwIfAborted()
      const rows = sheet.rows.slice(from, from + chunk).map((row, at) => ({ rowNo: from + at, ...row }))
      await host.putRows(rows)
      progress({ doneItems: from + rows.length })
    }
    const remembered = await host.recallMapping(headerSignature(sheet.headers))
    const known = remembered && Object.values(remembered).every((header) => sheet.headers.includes(header))
    await host.finish({
      headers: sheet.headers,
      notices: sheet.notices.slice(0, 200).map(({ code, params }) => ({ code, params })),
      mapping: known ? remembered : suggested(sheet.headers),
      remembered: known === true,
    })
  },
})

function suggested(headers: string[]): Record<string, string> {
  return Object.fromEntries(suggestMapping(headers, fieldSynonyms).map(({ key, header }) => [key, header]))
}

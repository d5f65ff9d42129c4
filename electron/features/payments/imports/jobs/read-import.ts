import { headerSignature, suggestMapping } from '@shared/domain/cells'
import { defineJob } from '../../../../platform/jobs/define-job'
import { billMapping, importFields, isBill } from '../field-synonyms'
import { readTable } from '../read-table'
import { checkRows, type CheckRowsHost } from './check-rows'

export interface ReadImportInput {
  importId: string
  path: string
  name: string
  sheet: string | null
}

export interface ReadImportHost extends CheckRowsHost {
  /** The mapping that was given with the file, if any. */
  begin(): Promise<Record<string, string>>
  putRows(rows: { line: number; cells: string[] }[]): Promise<void>
  recallMapping(signature: string): Promise<Record<string, string> | null>
  described(result: {
    headers: string[]
    mapping: Record<string, string>
    mappingRemembered: boolean
    bill: boolean
    notices: { code: string; params: Record<string, string | number> }[]
  }): Promise<void>
}

const chunk = 250

/** Reads a file into the rows of an import, decides what its columns mean, and checks every row. */
export const readImport = defineJob<ReadImportInput, ReadImportHost>({
  kind: 'payments.imports.read',
  run: async (input, { host, signal, progress, stopping }) => {
    const given = await host.begin()
    const table = await readTable(input, signal)
    progress({ totalItems: table.rows.length })
    for (let from = 0; from < table.rows.length; from += chunk) {
      signal.throwIfAborted()
      await host.putRows(table.rows.slice(from, from + chunk).map(({ line, cells }) => ({ line, cells })))
    }
    const { headers, notices } = table
    const bill = isBill(headers)
    const wanted = Object.keys(given).length > 0 ? given : await host.recallMapping(headerSignature(headers))
    const fits = wanted !== null && Object.values(wanted).every((header) => headers.includes(header))
    await host.described({
      headers,
      notices,
      bill,
      mapping: fits ? wanted : bill ? billMapping(headers) : suggested(headers),
      mappingRemembered: fits && wanted !== given,
    })
    await checkRows(host, { signal, stopping, progress })
  },
})

function suggested(headers: string[]): Record<string, string> {
  return Object.fromEntries(suggestMapping(headers, importFields).map(({ key, header }) => [key, header]))
}

import { headerSignature, suggestMapping } from '@shared/domain/cells'
import { geoBatchSynonyms } from '@shared/domain/geo-batches'
import { readSheet } from '../../../../platform/files/spreadsheet'
import { defineJob } from '../../../../platform/jobs/define-job'
import type { Reason } from '../records'

export interface ReadBatchInput {
  batchId: string
  /** Pasted cells are rows already: addresses must not stand in the input of a job. */
  source: { kind: 'rows'; headers: string[] } | { kind: 'file'; path: string; name: string; sheet: string | null }
}

export interface ReadBatchHost {
  /** Forgets what an earlier reading of the file left. */
  begin(): Promise<void>
  putRows(rows: { rowNo: number; line: number; cells: string[] }[]): Promise<void>
  recallMapping(signature: string): Promise<Record<string, string> | null>
  finish(result: { headers: string[]; notices: Reason[]; mapping: Record<string, string>; remembered: boolean }): Promise<void>
}

const chunk = 500

/** Reads a sheet into the rows of a batch and suggests what its columns mean. */
export const readBatch = defineJob<ReadBatchInput, ReadBatchHost>({
  kind: 'geocoding.batch.read',
  run: async ({ source }, { host, signal, progress }) => {
    if (source.kind === 'rows') return finish(source.headers, [], host)
    await host.begin()
    const options = { name: source.name, ...(source.sheet === null ? {} : { sheet: source.sheet }) }
    const sheet = await readSheet(source.path, options, signal)
    progress({ totalItems: sheet.rows.length })
    for (let from = 0; from < sheet.rows.length; from += chunk) {
      signal.throwIfAborted()
      const rows = sheet.rows.slice(from, from + chunk).map((row, at) => ({ rowNo: from + at, ...row }))
      await host.putRows(rows)
      progress({ doneItems: from + rows.length })
    }
    await finish(sheet.headers, sheet.notices.slice(0, 200).map(({ code, params }) => ({ code, params })), host)
  },
})

async function finish(
  headers: string[],
  notices: Reason[],
  host: Pick<{ [K in keyof ReadBatchHost]: ReadBatchHost[K] }, 'recallMapping' | 'finish'>,
): Promise<void> {
  const remembered = await host.recallMapping(headerSignature(headers))
  const known = remembered !== null && Object.values(remembered).every((header) => headers.includes(header))
  const suggested = () =>
    Object.fromEntries(suggestMapping(headers, geoBatchSynonyms).map(({ key, header }) => [key, header]))
  await host.finish({ headers, notices, mapping: known ? remembered : suggested(), remembered: known })
}

import { join } from 'node:path'
import type { IdentityRecord } from '@shared/contract/identity-values'
import { safeFileName } from '@shared/domain/file-names'
import { type OutCell, type OutRow, writeCsv, writeXlsx } from '../../../platform/files/spreadsheet'
import { defineJob, type RemoteHost } from '../../../platform/jobs/define-job'
import { textFor } from '../../../platform/texts/texts'

export interface ExportRecordsHost {
  head(): Promise<{ practice: boolean; folder: string; day: string }>
  page(cursor: string | null, locale: 'zh-CN' | 'en'): Promise<{ rows: IdentityRecord[]; nextCursor: string | null }>
  addFile(file: { path: string; name: string }): Promise<void>
}

const columns = [
  ...['createdAt', 'name', 'number', 'user', 'app', 'interface', 'origin', 'verdict', 'broken', 'codes', 'outSeqNo', 'purpose'],
  ...['consentAt', 'consentBy', 'consentVersion', 'createdBy', 'checkedAt', 'eraseAt', 'erasedAt'],
] as const

type Text = (key: string, params?: Record<string, string | number>) => string

/** A serial number is text, also where it is all digits: CSV gets a backtick before it, as bills of WeChat Pay have it. */
const serialCell = (serial: string, format: 'csv' | 'xlsx') => (format === 'csv' && /^\d+$/u.test(serial) ? `\`${serial}` : serial)

function cellsOf(record: IdentityRecord, format: 'csv' | 'xlsx', text: Text): OutCell[] {
  const open = record.conditions.filter(({ state }) => state === 'broken' || state === 'unknown')
  return [
    record.createdAt,
    record.nameMasked,
    record.numberMasked,
    record.openidMasked,
    record.app ? `${record.app.name} ${record.app.appId}` : '',
    record.interface,
    text(`identity.export.origins.${record.origin}`),
    text(`identity.verdicts.${record.verdict}`),
    open.map(({ key, state }) => text('identity.export.condition', { condition: text(`identity.conditions.${key}`), state: text(`identity.states.${state}`) })).join('; '),
    record.codes.map(({ field, code, meaning }) => `${field} ${code} ${meaning}`).join('; '),
    serialCell(record.outSeqNo, format),
    record.purpose,
    record.consent.at,
    record.consent.by,
    String(record.consent.textVersion),
    record.createdBy,
    record.checkedAt ?? '',
    record.eraseAt,
    record.erasedAt ?? '',
  ]
}

/** The list as a sheet. What it is given is masked already; there is nothing else. */
export const exportRecords = defineJob<{ format: 'csv' | 'xlsx' }, ExportRecordsHost>({
  kind: 'identity.export',
  run: async ({ format }, { host, locale, signal, progress, jobId }) => {
    const head = await host.head()
    const text: Text = (key, params) => textFor(locale, key, params)
    const mark = head.practice ? `${text('identity.export.practiceMark')}-` : ''
    const name = safeFileName(`${mark}${text('identity.export.name')}-${head.day}.${format}`, { fallback: 'identity' })
    const path = join(head.folder, `${jobId}.${format}`)
    const read = (cursor: string | null) => host.page(cursor, locale)
    const rows = sheetRows(read, (record) => cellsOf(record, format, text), (doneItems) => progress({ doneItems }))
    const table = { headers: columns.map((column) => text(`identity.export.columns.${column}`)), rows }
    if (format === 'xlsx') await writeXlsx(path, { sheetName: text('identity.export.name'), ...table }, signal)
    else await writeCsv(path, table, signal)
    await host.addFile({ path, name })
  },
})

/** Page after page, whatever their number. */
async function* sheetRows(
  read: (cursor: string | null) => ReturnType<RemoteHost<ExportRecordsHost>['page']>,
  cells: (record: IdentityRecord) => OutRow,
  done: (rows: number) => void,
): AsyncGenerator<OutRow> {
  let count = 0
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof read>> = await read(cursor)
    yield* page.rows.map(cells)
    done((count += page.rows.length))
    cursor = page.nextCursor
  } while (cursor !== null)
}

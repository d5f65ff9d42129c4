import { join } from 'node:path'
import type { Link } from '@shared/contract/links'
import { safeFileName } from '@shared/domain/file-names'
import { writeCsv, writeXlsx } from '../../../platform/files/spreadsheet'
import { defineJob } from '../../../platform/jobs/define-job'
import { textFor } from '../../../platform/texts/texts'

export interface ExportLinksInput {
  format: 'xlsx' | 'csv'
  columns: string[]
}

export interface ExportLinksHost {
  head(): Promise<{ practice: boolean; folder: string; day: string; maxRows: number }>
  page(cursor: string | null): Promise<{ rows: Link[]; nextCursor: string | null }>
  addFile(file: { path: string; name: string }): Promise<void>
}

/** A sheet holds at most this many rows; beyond it the file says so and a narrower filter is asked for. */
export const maxRows = 1_000_000

type Text = (key: string, params?: Record<string, string | number>) => string

/** What each column of the history holds in an export. */
const cellOf: Record<string, (link: Link, text: Text) => string> = {
  text: (link) => link.text,
  kind: (link, text) => text(`links.kinds.${link.kind}`),
  app: (link) => link.app.name,
  appId: (link) => link.app.appId,
  place: (link) => (link.place ? `${link.place.code} ${link.place.name}` : ''),
  path: (link) => link.path,
  query: (link) => link.query,
  envVersion: (link, text) => text(`links.envVersions.${link.envVersion}`),
  state: (link, text) => text(`links.states.${link.state}`),
  expiresAt: (link) => link.expiresAt ?? '',
  campaign: (link) => link.campaign,
  channel: (link) => link.channel,
  audience: (link) => link.audience,
  version: (link) => String(link.version),
  tag: (link) => link.tag,
  note: (link) => link.note,
  createdAt: (link) => link.createdAt,
  createdBy: (link) => link.createdBy,
  batch: (link) => (link.batch ? `${link.batch.name} #${link.batch.line}` : ''),
}

export const exportColumns = Object.keys(cellOf)

/** The history as a sheet, with the columns that the screen shows. */
export const exportLinks = defineJob<ExportLinksInput, ExportLinksHost>({
  kind: 'links.export',
  run: async (input, { host, locale, signal, progress, jobId }) => {
    const head = await host.head()
    const text: Text = (key, params) => textFor(locale, key, params)
    const rows: string[][] = []
    let cursor: string | null = null
    do {
      signal.throwIfAborted()
      const page: { rows: Link[]; nextCursor: string | null } = await host.page(cursor)
      for (const link of page.rows) rows.push(input.columns.map((column) => cellOf[column]?.(link, text) ?? ''))
      cursor = page.nextCursor
      progress({ doneItems: rows.length })
    } while (cursor !== null && rows.length < head.maxRows)
    const cut = cursor !== null || rows.length > head.maxRows
    if (cut) {
      rows.length = Math.min(rows.length, head.maxRows)
      rows.push([text('links.export.cut', { count: head.maxRows }), ...input.columns.slice(1).map(() => '')])
    }
    const mark = head.practice ? `${text('links.export.practiceMark')}-` : ''
    const name = safeFileName(`${mark}${text('links.export.historyName')}-${head.day}${cut ? `-${text('links.export.cutName')}` : ''}.${input.format}`, { fallback: 'links' })
    const path = join(head.folder, `${jobId}.${input.format}`)
    const table = { headers: input.columns.map((column) => text(`links.columns.${column}`)), rows }
    if (input.format === 'xlsx') await writeXlsx(path, { sheetName: text('links.export.sheet'), ...table }, signal)
    else await writeCsv(path, table, signal)
    await host.addFile({ path, name })
  },
})

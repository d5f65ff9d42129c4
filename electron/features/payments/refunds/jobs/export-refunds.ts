import { join } from 'node:path'
import type { Refund } from '@shared/contract/payment-refunds'
import { safeFileName } from '@shared/domain/file-names'
import { toMajor } from '@shared/domain/money'
import { writeCsv, writeXlsx } from '../../../../platform/files/spreadsheet'
import { defineJob } from '../../../../platform/jobs/define-job'
import { textFor } from '../../../../platform/texts/texts'

export const exportRefundsKind = 'payments.refundsExport'

export interface ExportRefundsHost {
  head(): Promise<{ practice: boolean; folder: string; day: string }>
  page(cursor: string | null): Promise<{ rows: Refund[]; nextCursor: string | null }>
  addFile(file: { path: string; name: string }): Promise<void>
}

type Text = (key: string) => string

/** A sheet holds so many rows; a narrower filter gives the rest. */
const maxRows = 1_000_000

/** What each column holds; numbers of orders are text, amounts are written with the decimals of their currency. */
const cellOf: Record<string, (refund: Refund, text: Text) => string> = {
  refundNo: ({ refundNo }) => refundNo,
  providerRefundNo: ({ providerRefundNo }) => providerRefundNo,
  merchantNo: ({ order }) => order.merchantNo,
  providerNo: ({ order }) => order.providerNo,
  wechatNo: ({ order }) => order.wechatNo,
  account: ({ order }) => order.account,
  amount: ({ amount }) => toMajor(amount.minor, amount.currency),
  currency: ({ amount }) => amount.currency,
  state: ({ state }, text) => text(`payments.refundStates.${state}`),
  rawState: ({ rawState }) => rawState,
  reason: ({ reason }) => reason,
  note: ({ note }) => note,
  source: ({ source }, text) => text(`payments.refundSources.${source}`),
  requestedBy: ({ requestedBy }) => requestedBy.name,
  requestedAt: ({ requestedAt }) => requestedAt,
  approvedBy: ({ approvedBy }) => approvedBy?.name ?? '',
  approvedAt: ({ approvedBy }) => approvedBy?.at ?? '',
  sentBy: ({ sentBy }) => sentBy ?? '',
  sentAt: ({ sentAt }) => sentAt ?? '',
  completedAt: ({ completedAt }) => completedAt ?? '',
  destination: ({ destination }) => destination,
  batch: ({ batch }) => (batch ? `${batch.name} #${batch.line}` : ''),
}

/** Refunds as a sheet. */
export const exportRefunds = defineJob<{ format: 'csv' | 'xlsx' }, ExportRefundsHost>({
  kind: exportRefundsKind,
  run: async ({ format }, { host, locale, signal, progress, jobId }) => {
    const head = await host.head()
    const text: Text = (key) => textFor(locale, key)
    const columns = Object.keys(cellOf)
    const rows: string[][] = []
    let cursor: string | null = null
    do {
      signal.throwIfAborted()
      const page: { rows: Refund[]; nextCursor: string | null } = await host.page(cursor)
      for (const refund of page.rows) rows.push(columns.map((column) => cellOf[column]?.(refund, text) ?? ''))
      cursor = page.nextCursor
      progress({ doneItems: rows.length })
    } while (cursor !== null && rows.length < maxRows)
    const mark = head.practice ? `${text('links.export.practiceMark')}-` : ''
    const name = safeFileName(`${mark}${text('payments.refundExport.name')}-${head.day}.${format}`, { fallback: 'refunds' })
    const path = join(head.folder, `${jobId}.${format}`)
    const table = { headers: columns.map((column) => text(`payments.refundColumns.${column}`)), rows }
    if (format === 'xlsx') await writeXlsx(path, { sheetName: text('payments.refundExport.sheet'), ...table }, signal)
    else await writeCsv(path, table, signal)
    await host.addFile({ path, name })
  },
})

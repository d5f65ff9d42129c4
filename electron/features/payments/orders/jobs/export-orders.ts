import { join } from 'node:path'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import { safeFileName } from '@shared/domain/file-names'
import { toMajor } from '@shared/domain/money'
import { type OutCell, writeCsv, writeXlsx } from '../../../../platform/files/spreadsheet'
import { defineJob } from '../../../../platform/jobs/define-job'
import { textFor } from '../../../../platform/texts/texts'

export interface ExportOrdersInput {
  format: 'xlsx' | 'csv'
}

export interface ExportOrdersHost {
  head(): Promise<{ practice: boolean; folder: string; day: string; maxRows: number }>
  page(cursor: string | null): Promise<{ rows: PaymentOrder[]; nextCursor: string | null }>
  addFile(file: { path: string; name: string }): Promise<void>
}

/** A sheet holds at most this many rows; beyond it the file says so and a narrower filter is asked for. */
export const mostExported = 1_000_000

type Text = (key: string, params?: Record<string, string | number>) => string
type Format = ExportOrdersInput['format']

const columns = [
  ...['merchantNo', 'providerNo', 'wechatNo', 'account', 'kind', 'state', 'rawState', 'method', 'currency', 'ordered'],
  ...['received', 'refundCurrency', 'refunded', 'inFlight', 'refundable', 'place', 'scene', 'channel', 'bookingNo'],
  ...['redemption', 'description', 'note', 'source', 'flags', 'createdAt', 'createdBy', 'paidAt', 'sceneCode'],
] as const

/**
 * An order number is text. CSV knows no text: what a spreadsheet would take for a number gets a backtick before it, as
 * WeChat Pay's own bills have it (payment-providers §9.1); an import here takes it off again.
 */
export function numberCell(number: string, format: Format): string {
  return format === 'csv' && /^[\d.+-]+(?:[eE]\d+)?$/u.test(number) ? `\`${number}` : number
}

function cellsOf(order: PaymentOrder, format: Format, text: Text): OutCell[] {
  const amount = (money: { minor: number; currency: string } | undefined): OutCell =>
    money === undefined ? '' : { kind: 'number', text: toMajor(money.minor, money.currency) }
  return [
    ...[order.merchantNo, order.providerNo, order.wechatNo].map((number) => numberCell(number, format)),
    order.account.name,
    order.account.kind,
    text(`payments.orderStates.${order.state}`),
    order.rawState,
    order.method,
    order.ordered.currency,
    amount(order.ordered),
    amount(order.received),
    order.refunded.currency,
    amount(order.refunded),
    amount(order.inFlight),
    amount(order.refundable),
    order.place ? `${order.place.code} ${order.place.name}` : '',
    text(`payments.orderExport.scenes.${order.scene}`),
    order.channel,
    numberCell(order.bookingNo, format),
    text(`payments.orderExport.redemptions.${order.redemption}`),
    order.description,
    order.note,
    text(`payments.orderExport.sources.${order.source}`),
    order.flags.map((flag) => text(`payments.flags.${flag}`)).join(', '),
    order.createdAt,
    order.createdBy,
    order.paidAt ?? '',
    order.sceneCode ?? '',
  ]
}

/** The orders of a filter or a selection as a sheet. */
export const exportOrders = defineJob<ExportOrdersInput, ExportOrdersHost>({
  kind: 'payments.orders.export',
  run: async ({ format }, { host, locale, signal, progress, jobId }) => {
    const head = await host.head()
    const text: Text = (key, params) => textFor(locale, key, params)
    const rows: OutCell[][] = []
    let cursor: string | null = null
    do {
      signal.throwIfAborted()
      const page: { rows: PaymentOrder[]; nextCursor: string | null } = await host.page(cursor)
      for (const order of page.rows) rows.push(cellsOf(order, format, text))
      cursor = page.nextCursor
      progress({ doneItems: rows.length })
    } while (cursor !== null && rows.length < head.maxRows)
    const cut = cursor !== null || rows.length > head.maxRows
    if (cut) {
      rows.length = Math.min(rows.length, head.maxRows)
      rows.push([text('payments.orderExport.cut', { count: head.maxRows })])
    }
    const mark = head.practice ? `${text('payments.orderExport.practiceMark')}-` : ''
    const end = cut ? `-${text('payments.orderExport.cutName')}` : ''
    const name = safeFileName(`${mark}${text('payments.orderExport.name')}-${head.day}${end}.${format}`, { fallback: 'orders' })
    const path = join(head.folder, `${jobId}.${format}`)
    const table = { headers: columns.map((column) => text(`payments.orderExport.columns.${column}`)), rows }
    if (format === 'xlsx') await writeXlsx(path, { sheetName: text('payments.orderExport.name'), ...table }, signal)
    else await writeCsv(path, table, signal)
    await host.addFile({ path, name })
  },
})

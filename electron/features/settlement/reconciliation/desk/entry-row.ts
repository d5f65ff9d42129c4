import { SourceKind } from '@shared/contract/settlement-values'
import type { EntryRow } from '@shared/contract/settlement-values'
import { beijingDay } from '@shared/domain/beijing-time'
import type { RunSide } from './open-run'

/** A row as it is shown. */
export function entryRow(side: RunSide, place: number): EntryRow {
  const { pack, row, fileId, source } = side.at(place)
  const entry = pack.entry(row)
  const said = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)
  const timed = !Number.isNaN(entry.atMs)
  return {
    ref: { fileId, row },
    fileName: source.name,
    sheet: entry.sheet,
    line: entry.line,
    source: SourceKind.parse(source.source),
    kind: entry.kind,
    outcome: entry.outcome,
    rawState: entry.rawState,
    ...(timed ? { at: new Date(entry.atMs).toISOString(), day: beijingDay(entry.atMs) } : {}),
    currency: entry.currency,
    amountMinor: said(entry.amountMinor) ?? 0,
    ...defined('feeMinor', said(entry.feeMinor)),
    ...defined('settledMinor', said(entry.settledMinor)),
    ...(entry.settledCurrency === '' ? {} : { settledCurrency: entry.settledCurrency }),
    ...defined('balanceMinor', said(entry.balanceMinor)),
    merchantNo: entry.merchantNo,
    providerNo: entry.providerNo,
    wechatNo: entry.wechatNo,
    refundNo: entry.refundNo,
    providerRefundNo: entry.providerRefundNo,
    group: entry.group,
    scene: entry.scene,
    place: entry.place,
    title: entry.title,
    ...(entry.orderId === '' ? {} : { orderId: entry.orderId }),
  }
}

function defined<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number }
}

import type { CommandOutput } from '@shared/contract'
import type { EntryKind, EntryOutcome, EntryRow } from '@shared/contract/settlement-values'
import { cursorNumber } from '../../../bridge/cursor'
import { Fault } from '../../../platform/errors/fault'
import { openPack } from '../engine/pack-reader'
import type { SettlementHandlers } from '../handlers'
import { originalPath } from './paths'
import { byHandId, profileOf } from './profiles'
import { headerName } from './read/header-name'
import { inspect } from './read/inspect'
import { rawRows } from './read/raw-rows'
import type { FilesService } from './service'
import { toEntryRow } from './view'

interface RowQuery {
  id: string
  cursor?: string | undefined
  limit: number
  kind?: EntryKind | undefined
  outcome?: EntryOutcome | undefined
  currency?: string | undefined
  text?: string | undefined
}

/** The rows of one file, and one row as it stands in the file. */
export function rowHandlers(service: FilesService): Pick<SettlementHandlers<'files'>, 'files.rows' | 'files.row'> {
  return {
    'files.rows': (input) => page(service, input),
    'files.row': ({ ref }) => one(service, ref),
  }
}

async function page({ parts, packs }: FilesService, query: RowQuery): Promise<CommandOutput<'settlement.files.rows'>> {
  const record = await parts.repository.get(query.id)
  const pack = openPack(await packs.pathOf(query.id))
  try {
    const rows: EntryRow[] = []
    const sums = new Map<string, { currency: string; count: number; minor: number }>()
    const from = cursorNumber(query.cursor) ?? 0
    let hits = 0
    let next: number | undefined
    for (let row = 0; row < pack.rows; row += 1) {
      const entry = pack.entry(row)
      if (!fits(entry, query)) continue
      hits += 1
      const sum = sums.get(entry.currency) ?? { currency: entry.currency, count: 0, minor: 0 }
      sums.set(entry.currency, { ...sum, count: sum.count + 1, minor: sum.minor + entry.amountMinor })
      if (row < from) continue
      if (rows.length < query.limit) rows.push(toEntryRow(record, row, entry))
      else next ??= row
    }
    return { rows, hits, hitsCapped: false, sums: [...sums.values()], ...(next === undefined ? {} : { nextCursor: String(next) }) }
  } finally {
    pack.close()
  }
}

type Shown = Pick<EntryRow, 'kind' | 'outcome' | 'currency' | 'merchantNo' | 'providerNo' | 'wechatNo' | 'refundNo' | 'providerRefundNo' | 'group' | 'title'>

function fits(entry: Shown, { kind, outcome, currency, text = '' }: RowQuery): boolean {
  if ((kind !== undefined && entry.kind !== kind) || (outcome !== undefined && entry.outcome !== outcome) || (currency !== undefined && entry.currency !== currency)) return false
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  return [entry.merchantNo, entry.providerNo, entry.wechatNo, entry.refundNo, entry.providerRefundNo, entry.group, entry.title].some((value) => value.toLowerCase().includes(wanted))
}

async function one({ parts, rows }: FilesService, ref: { fileId: string; row: number }): Promise<CommandOutput<'settlement.files.row'>> {
  const record = await parts.repository.get(ref.fileId)
  const [row] = await rows.rows([ref])
  if (!row) throw new Fault('settlement.rowMissing')
  const path = originalPath(parts.folders, record.sha256)
  const inspection = await inspect({ path, name: record.name, sheet: row.sheet })
  const profile = profileOf(record.profile) ?? profileOf(byHandId)
  const [raw] = profile ? await rawRows({ path, name: record.name, inspection, profile }, [{ sheet: row.sheet, line: row.line }]) : []
  const decisions = await parts.repository.corrections(ref.fileId)
  return {
    row,
    raw: raw?.raw ?? '',
    cells: inspection.headers.map((header, column) => ({ header: headerName(header) === '' ? `[${column + 1}]` : header, value: raw?.cells[column] ?? '' })),
    corrected: decisions.some(({ sheet, line, action }) => action === 'corrected' && sheet === row.sheet && line === row.line),
  }
}

import type { CommandOutput } from '@shared/contract'
import type { EntryKind, EntryOutcome } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
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

async function page({ parts, packs }: FilesService, { id, cursor, limit, kind, outcome, currency, text }: RowQuery): Promise<CommandOutput<'settlement.files.rows'>> {
  const record = await parts.repository.get(id)
  const asked = [{ fileId: id, path: await packs.pathOf(id) }]
  const filter = { kinds: kind === undefined ? [] : [kind], outcomes: outcome === undefined ? [] : [outcome], currency, text }
  const [found, sums] = await Promise.all([
    parts.desk.ask('page', { packs: asked, filter, cursor, limit, count: true }),
    parts.desk.ask('sums', { packs: asked, filter }),
  ])
  const rows = found.rows.map(({ row, entry }) => toEntryRow(record, row, entry))
  return { rows, hits: found.hits, hitsCapped: found.hitsCapped, sums, ...(found.nextCursor === undefined ? {} : { nextCursor: found.nextCursor }) }
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

import type { FileVersionDiff } from '@shared/contract/settlement-files'
import { Fault } from '../../../platform/errors/fault'
import { compareVersionsKind } from './jobs/compare-versions'
import type { FilePacks } from './packs'
import type { FilesParts } from './parts'
import type { FileRecord } from './records'
import type { SideThread } from './side-thread'

interface Span {
  fromDay: string
  toDay: string
}

/** Loads one checked file: its rows count from now on, and those of the files whose place it takes no longer. */
export async function loadFile(parts: FilesParts, desk: { packs: FilePacks; side: SideThread }, id: string, by: string): Promise<void> {
  const { repository, closing } = parts
  const record = await repository.get(id)
  if (record.step === 'loaded') return
  if (record.step !== 'checked') throw new Fault('settlement.fileNotChecked', { params: { file: record.name } })
  if (record.rows === 0 && record.day === null) throw new Fault('settlement.fileNoRows', { params: { file: record.name } })
  const span = spanOf(record)
  const replaced = span ? await placesTaken(parts, record, span) : []
  const months = [...new Set([record, ...replaced].flatMap((file) => file.months))].toSorted()
  await closing().assertOpen(months)
  const diff = replaced.length === 0 ? null : await compare(desk, replaced, record)
  await repository.load({ id, by, span, replaces: replaced.map((file) => file.id), diff })
}

/** The days that a file stands for; null for one of no account: such files cannot be told apart. */
function spanOf({ fromDay, toDay, day, accountId, source }: FileRecord): Span | null {
  const comparable = accountId !== '' || source === 'statement'
  if (!comparable || fromDay === null || toDay === null) return null
  return day === null ? { fromDay, toDay } : { fromDay: day < fromDay ? day : fromDay, toDay: day > toDay ? day : toDay }
}

/**
 * A corrected file takes the place of every loaded one of its account and type whose days it covers. One that covers
 * only a part of another's days would make rows count twice: it is refused.
 */
async function placesTaken({ repository }: FilesParts, record: FileRecord, span: Span): Promise<FileRecord[]> {
  const { accountId, source, billType, id } = record
  const others = await repository.neighbours({ id, source, accountId, billType, ...span })
  const covered = others.filter((other) => (other.fromDay ?? '') >= span.fromDay && (other.toDay ?? '9999') <= span.toDay)
  const overlapping = others.find((other) => !covered.includes(other))
  if (overlapping) throw new Fault('settlement.fileOverlaps', { params: { file: record.name, other: overlapping.name, from: overlapping.fromDay ?? '', to: overlapping.toDay ?? '' } })
  return covered
}

async function compare({ packs, side }: { packs: FilePacks; side: SideThread }, before: readonly FileRecord[], after: FileRecord): Promise<FileVersionDiff> {
  const paths: string[] = []
  for (const { id } of before) paths.push(await packs.pathOf(id))
  let found: FileVersionDiff = { added: 0, removed: 0, changed: 0, listed: [] }
  await side.run(compareVersionsKind, { before: paths, after: await packs.pathOf(after.id) }, {
    found: (diff: FileVersionDiff) => {
      found = diff
      return Promise.resolve()
    },
  })
  return found
}

import { addDays } from '@shared/domain/days'
import { Fault } from '../../../platform/errors/fault'
import type { FilesPort, MonthSum, SourceFile } from '../ports'
import type { Attachments } from './attachments'
import { checkHost } from './host'
import { unpack } from './intake/unpack'
import { checkFileKind } from './jobs/check-file'
import { loadFile } from './load'
import type { FilePacks } from './packs'
import type { FilesParts } from './parts'
import { originalPath } from './paths'
import type { PackDesk } from './pack-desk'
import type { FileRecord } from './records'
import type { SideThread } from './side-thread'
import type { FileRecord } from './records'
import { toSourceFile } from './view'

interface Desk {
  packs: FilePacks
  side: SideThread
  rows: PackDesk
  attachments: Attachments
}

/** What the other rooms ask of files. */
export function filesPort(parts: FilesParts, desk: Desk): FilesPort {
  const { repository, folders } = parts
  return {
    ofMonth: async (month, spec = {}) => (await repository.loadedOfMonth({ month, ...defined(spec) })).map(toSourceFile),
    get: async (fileId) => toSourceFile(await repository.get(fileId)),
    packOf: (fileId) => desk.packs.pathOf(fileId),
    originalOf: async (fileId) => originalPath(folders, (await repository.get(fileId)).sha256),
    rows: (refs) => desk.rows.rows(refs),
    sumsOfMonth: (month) => sumsOfMonth(parts, month),
    take: (input) => take(parts, desk, input),
    attachments: desk.attachments,
  }
}

async function sumsOfMonth({ repository }: FilesParts, month: string): Promise<MonthSum[]> {
  const sums = new Map<string, MonthSum>()
  const loaded = await repository.loadedOfMonth({ month })
  const counted = loaded.filter((file) => !isPartOfAll(file, loaded))
  for (const { accountId, source, data } of counted)
    for (const { kind, currency, count, minor, feeMinor } of data.monthSums.filter((sum) => sum.month === month)) {
      const key = `${accountId} ${source} ${kind} ${currency}`
      const sum = sums.get(key) ?? { accountId, source, kind, currency, count: 0, minor: 0, feeMinor: 0 }
      sums.set(key, { ...sum, count: sum.count + count, minor: sum.minor + minor, feeMinor: sum.feeMinor + feeMinor })
    }
  return [...sums.values()]
}

/**
 * WeChat Pay's list of all rows holds those of its lists of payments and of refunds (§5.1): such a list counts only where
 * the whole one of one of its days is not there.
 */
function isPartOfAll({ accountId, source, billType, fromDay, toDay }: FileRecord, loaded: readonly FileRecord[]): boolean {
  if (source !== 'bill' || (billType !== 'success' && billType !== 'refund') || fromDay === null || toDay === null) return false
  const whole = loaded.filter((file) => file.source === 'bill' && file.billType === 'all' && file.accountId === accountId)
  let next: string | undefined = fromDay
  for (const file of whole.toSorted((a, b) => ((a.fromDay ?? '') < (b.fromDay ?? '') ? -1 : 1)))
    if (next !== undefined && next <= toDay && file.fromDay !== null && file.toDay !== null && file.fromDay <= next && file.toDay >= next) next = addDays(file.toDay, 1)
  return next !== undefined && next > toDay
}

function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/**
 * Keeps, reads and loads a file that the program fetched itself. One that nobody knows how to read, or that was cut off,
 * is kept and waits for a person; an archive gives the first of its files that is a list.
 */
async function take(parts: FilesParts, desk: Desk, input: Parameters<FilesPort['take']>[0]): Promise<{ file: SourceFile; known: boolean }> {
  const { repository, newId, folders, changed } = parts
  const { files, refused } = await unpack({ path: input.path, name: input.name }, folders)
  const [first] = files
  if (!first) throw new Fault(refused[0]?.code ?? 'settlement.fileEmpty', { params: refused[0]?.params ?? { file: input.name } })
  const intakeId = newId()
  await repository.addIntake({ id: intakeId, accountId: input.accountId ?? null, by: input.doer.operatorName })
  await repository.setIntake({ id: intakeId, reading: false })
  let answer: { file: SourceFile; known: boolean } | undefined
  for (const content of files) {
    const { record, known } = await repository.add({ id: newId(), intakeId, ...content, origin: input.origin, hashChecked: input.hashChecked ?? false, by: input.doer.operatorName })
    if (!known || isUnread(parts, record)) await readAndLoad(parts, desk, record.id, input)
    else if (record.step === 'checked') await load(parts, desk, record.id, input.doer.operatorName)
    const file = toSourceFile(await repository.get(record.id))
    // Of an archive, the file that failed says what became of it.
    if (answer === undefined || (answer.file.state !== 'failed' && file.state === 'failed')) answer = { file, known }
  }
  changed()
  // The others are in; whoever brought the archive still hears of the one that is not.
  if (refused[0]) throw new Fault(refused[0].code, { params: refused[0].params })
  if (!answer) throw new Fault('settlement.fileEmpty', { params: { file: input.name } })
  return answer
}

/** Kept and not read: by a program that ended before it had, and as the file is known nobody else would. */
function isUnread({ jobs }: FilesParts, { id, intakeId, step, data }: FileRecord): boolean {
  const isOpen = step === 'reading' || step === 'checking' || step === 'mapping'
  return isOpen && data.pack === '' && !data.described && !jobs.isBusy(intakeId) && !jobs.isBusy(id)
}

async function readAndLoad(parts: FilesParts, desk: Desk, id: string, input: Parameters<FilesPort['take']>[0]): Promise<void> {
  const { repository } = parts
  const { accountId = '', billType = '', day, source } = input
  const before = await repository.get(id)
  await repository.describe({ id, source: source ?? before.source, profile: '', accountId, billType, day: day ?? null, data: {}, step: 'reading' })
  await desk.side.run(checkFileKind, { id }, checkHost(parts))
  await load(parts, desk, id, input.doer.operatorName)
}

/** A file that the rows of its end do not confirm, or that has no end, waits for a person. */
async function load(parts: FilesParts, desk: Desk, id: string, by: string): Promise<void> {
  const { step, control } = await parts.repository.get(id)
  if (step === 'checked' && control !== 'truncated') await loadFile(parts, desk, id, by)
}

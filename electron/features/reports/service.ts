import { createHash } from 'node:crypto'
import { cp, lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CommandOutput } from '@shared/contract'
import type { Permission } from '@shared/contract/permissions'
import type { CheckedReport, ReportComparison, ReportDetail, ReportRow, ReportVerdict } from '@shared/contract/reports'
import type { FileTicket } from '@shared/contract/values'
import { safeFileName } from '@shared/domain/file-names'
import { Fault } from '../../platform/errors/fault'
import { textFor } from '../../platform/texts/texts'
import type { ReportKinds } from './kinds'
import { compareReports, loadHead } from './library/compare'
import { type LibraryContent, type LibraryEntry, LibraryFolder } from './library/folder'
import { writeIndexPage } from './library/index-page'
import { presentRow } from './library/present'
import { countInside, fitsFilter, type ListFilter } from './library/search'
import { verifyEntry, verifyFile, verifyLibrary, type VerifyParts } from './library/verify'
import { ZipSource } from './library/zip-source'
import { type Manifest, manifestName, type ManifestSeal } from './manifest'
import type { ReportsParts } from './parts'
import type { MadeReport } from './repository'

/** A library as it is looked at: this workspace's own, or one from elsewhere. */
interface Opened {
  library: LibraryFolder
  name: string
  /** Where it was unpacked to, to be removed again. */
  unpacked?: string
}

type Permissions = readonly Permission[]

/** The library: lists, opens, checks, compares and removes reports, all from their folder alone. */
export class ReportsService {
  readonly #parts: ReportsParts
  readonly #kinds: ReportKinds
  readonly #seal: ManifestSeal
  readonly #own: LibraryFolder
  readonly #opened = new Map<string, Opened>()

  constructor(parts: ReportsParts, { kinds, seal }: { kinds: ReportKinds; seal: ManifestSeal }) {
    this.#parts = parts
    this.#kinds = kinds
    this.#seal = seal
    this.#own = new LibraryFolder(join(parts.dir, 'reports'))
  }

  /** What an earlier run unpacked is removed. */
  async clean(): Promise<void> {
    this.#opened.clear()
    await rm(this.#openedDir(), { recursive: true, force: true })
  }

  /** Takes a finished folder into the index. */
  async put(folder: string, manifest: Manifest, manifestSha256: string): Promise<void> {
    await this.#parts.repository.remember([madeOf(folder, manifest, manifestSha256)])
    await this.#refreshed()
  }

  async list(
    input: ListFilter & { source?: string | undefined; inside?: string | undefined; cursor?: string | undefined; limit: number },
    permissions: Permissions,
    signal: AbortSignal,
  ): Promise<CommandOutput<'reports.list'>> {
    const { entries } = await this.#content(input.source)
    const fitting = entries.filter((entry) => this.#kinds.mayRead(entry.manifest.kind, permissions) && fitsFilter(entry, input))
    const rows: ReportRow[] = []
    for (const entry of fitting) {
      const found = input.inside === undefined ? undefined : await countInside(entry, input.inside, signal).catch(ignoreDamage)
      if (found === undefined || found > 0) rows.push(presentRow(entry, found))
    }
    const from = input.cursor === undefined ? 0 : rows.findIndex(({ id }) => id === input.cursor) + 1
    const page = rows.slice(from, from + input.limit)
    const last = page.at(-1)
    return { rows: page, hits: rows.length, hitsCapped: false, ...(from + input.limit < rows.length && last ? { nextCursor: last.id } : {}) }
  }

  async get(source: string | undefined, id: string, permissions: Permissions): Promise<ReportDetail> {
    const entry = await this.#entry(source, id, permissions)
    const { manifest } = entry
    const head = await loadHead(entry)
    const { entries } = await this.#content(source)
    const others = entries.filter(({ manifest: other }) => other.id !== id && other.kind === manifest.kind)
    // The same subject first: a month is compared with the month before of the same account.
    const ranked = [...others.filter(({ manifest: other }) => other.subject === manifest.subject), ...others.filter(({ manifest: other }) => other.subject !== manifest.subject)]
    return {
      ...presentRow(entry),
      zone: manifest.zone,
      program: manifest.made.program,
      params: manifest.made.params,
      facts: head.facts,
      notes: head.notes,
      tables: head.tables.map(({ key, title, rowCount }) => ({ key, title, rows: rowCount })),
      files: manifest.files,
      dataSha256: manifest.dataSha256,
      audit: manifest.made.audit,
      folder: entry.folder,
      comparable: ranked.slice(0, 50).map(({ manifest: other }) => ({ id: other.id, madeAt: other.made.at, ...(other.month === undefined ? {} : { month: other.month }) })),
    }
  }

  async library(source: string | undefined): Promise<CommandOutput<'reports.library'>> {
    const opened = this.#libraryOf(source)
    const { entries, unreadable } = await opened.library.read()
    const made = source === undefined ? await this.#parts.repository.made() : []
    const missing = made.filter(({ id }) => !entries.some(({ manifest }) => manifest.id === id))
    return {
      folder: opened.unpacked === undefined ? opened.library.dir : opened.name,
      reports: entries.length,
      bytes: entries.reduce((sum, entry) => sum + presentRow(entry).bytes, 0),
      unreadable,
      missing: missing.map(({ id, title, month, madeAt }) => ({ id, title, madeAt, ...(month === null ? {} : { month }) })),
    }
  }

  /** The page, to be shown without any right. @throws Fault `reports.noPage` */
  async open(source: string | undefined, id: string, permissions: Permissions): Promise<FileTicket> {
    const entry = await this.#entry(source, id, permissions)
    const page = entry.manifest.files.find(({ format }) => format === 'html')
    if (!page) throw new Fault('reports.noPage')
    return this.#offer(entry, page.name, 'sandboxed')
  }

  async save(source: string | undefined, id: string, name: string, permissions: Permissions): Promise<FileTicket> {
    const entry = await this.#entry(source, id, permissions)
    const known = name === manifestName || entry.manifest.files.some((file) => file.name === name)
    if (!known) throw new Fault('files.notFound')
    return this.#offer(entry, name, 'attachment')
  }

  /** @throws Fault `reports.otherKind`, `reports.damaged` */
  async compare(source: string | undefined, ids: { before: string; after: string }, permissions: Permissions, signal: AbortSignal): Promise<ReportComparison> {
    return compareReports(await this.#entry(source, ids.before, permissions), await this.#entry(source, ids.after, permissions), signal)
  }

  async verify({ source, fileId, id }: { source?: string | undefined; fileId?: string | undefined; id?: string | undefined }): Promise<ReportVerdict> {
    const parts = this.#verifyParts()
    const { library } = this.#libraryOf(source)
    const reports = await (fileId !== undefined
      ? verifyFile(this.#parts.incoming.require(fileId), (await library.read()).entries, parts)
      : id !== undefined
        ? verifyEntry(await library.require(id), parts).then((one) => [one])
        : verifyLibrary(await library.read(), source === undefined ? await this.#parts.repository.made() : [], parts))
    return { ok: reports.every(({ state }) => state === 'intact'), checked: reports.length, reports }
  }

  /** Opens reports from elsewhere. @throws Fault `reports.noFolder`, `reports.noReports`, `reports.zipUnreadable` */
  async openFolder({ path, fileId }: { path?: string | undefined; fileId?: string | undefined }): Promise<CommandOutput<'reports.openFolder'>> {
    const opened = fileId === undefined ? await this.#fromPath(path ?? '') : await this.#fromZip(this.#parts.incoming.require(fileId))
    const { entries, unreadable } = await opened.library.read()
    if (entries.length === 0 && unreadable.length === 0) {
      if (opened.unpacked !== undefined) await rm(opened.unpacked, { recursive: true, force: true })
      throw new Fault('reports.noReports', { params: { name: opened.name } })
    }
    const source = this.#parts.newId()
    this.#opened.set(source, opened)
    return { source, name: opened.name, reports: entries.length, unreadable }
  }

  /** @throws Fault `reports.archived` */
  async delete({ id, reason }: { id: string; reason: string }, by: string, permissions: Permissions): Promise<void> {
    const entry = await this.#entry(undefined, id, permissions)
    if (entry.manifest.archived) throw new Fault('reports.archived')
    // The index first: a folder that could not be removed is then found again, not missed.
    await this.#parts.repository.delete({ id, by, reason })
    await rm(entry.dir, { recursive: true, force: true })
    await this.#refreshed()
  }

  /** Writes the index anew from what the folder holds. */
  async rebuild(): Promise<CommandOutput<'reports.rebuild'>> {
    const { entries, unreadable } = await this.#own.read()
    await this.#parts.repository.remember(entries.map(({ folder, manifest, manifestSha256 }) => madeOf(folder, manifest, manifestSha256)))
    await this.#parts.repository.keepOnly(entries.map(({ manifest }) => manifest.id))
    await this.#refreshed()
    return { reports: entries.length, unreadable }
  }

  /** Copies a report's folder to elsewhere, for scripts that collect a month's papers. */
  async copyTo(id: string, target: string): Promise<{ folder: string; files: string[] }> {
    const { folder, dir, manifest } = await this.#own.require(id)
    await cp(dir, join(target, folder), { recursive: true })
    return { folder, files: manifest.files.map(({ name }) => name) }
  }

  async #refreshed(): Promise<void> {
    const { entries } = await this.#own.read()
    await mkdir(this.#own.dir, { recursive: true, mode: 0o700 })
    // The list beside the reports is for readers without the program; a report is whole without it.
    await writeIndexPage(this.#own.dir, entries).catch((cause: unknown) => this.#parts.reportError('reports.index', cause))
    this.#parts.changed()
  }

  #content(source: string | undefined): Promise<LibraryContent> {
    return this.#libraryOf(source).library.read()
  }

  #libraryOf(source: string | undefined): Opened {
    if (source === undefined) return { library: this.#own, name: this.#parts.workspace.name }
    const opened = this.#opened.get(source)
    if (!opened) throw new Fault('reports.notOpened')
    return opened
  }

  async #entry(source: string | undefined, id: string, permissions: Permissions): Promise<LibraryEntry> {
    const entry = await this.#libraryOf(source).library.require(id)
    if (!this.#kinds.mayRead(entry.manifest.kind, permissions)) throw new Fault('reports.mayNotRead')
    return entry
  }

  async #offer({ dir, manifest }: LibraryEntry, name: string, disposition: 'attachment' | 'sandboxed'): Promise<FileTicket> {
    const path = join(dir, name)
    const info = await lstat(path).catch(() => undefined)
    // A folder from elsewhere may hold links that lead to any file of this computer.
    const leads = async () => (await realpath(dirname(path))) === join(await realpath(dir), dirname(name))
    if (!info?.isFile() || !(await leads())) throw new Fault('files.notFound')
    const mark = manifest.practice ? `${textFor(manifest.locale, 'reportFiles.practiceFile')}-` : ''
    const stem = `${mark}${manifest.title[manifest.locale]}${manifest.month ? `-${manifest.month}` : ''}-${manifest.id.slice(-8)}`
    const shown = /^(?:practice-)?report/u.test(name) ? name.replace(/^(?:practice-)?report/u, stem) : `${stem}-${basename(name)}`
    return this.#parts.tickets.offer({ path, name: safeFileName(shown, { fallback: name }), bytes: info.size, temporary: false, disposition })
  }

  #verifyParts(): VerifyParts {
    const verdicts = new Map<string, CheckedReport['trail']>()
    return {
      seal: this.#seal,
      trail: async (manifest) => {
        const { seq, mac } = manifest.made.audit
        if (manifest.workspace !== this.#parts.workspace.id) return 'foreign'
        if (seq === 0) return 'holds'
        const known = verdicts.get(`${seq} ${mac}`)
        if (known) return known
        const { ok } = await this.#parts.audit.verify({ seq, mac })
        const verdict = ok ? 'holds' : 'broken'
        verdicts.set(`${seq} ${mac}`, verdict)
        return verdict
      },
    }
  }

  async #fromPath(path: string): Promise<Opened> {
    const info = path === '' ? undefined : await stat(path).catch(() => undefined)
    if (info?.isDirectory()) return { library: new LibraryFolder(path), name: basename(path) }
    if (info?.isFile()) return this.#fromZip({ path, name: basename(path) })
    throw new Fault('reports.noFolder')
  }

  async #fromZip({ path, name }: { path: string; name: string }): Promise<Opened> {
    const zip = await ZipSource.open(path, name)
    const unpacked = join(this.#openedDir(), createHash('sha256').update(this.#parts.newId()).digest('hex').slice(0, 16))
    await mkdir(unpacked, { recursive: true, mode: 0o700 })
    try {
      await zip.unpack(unpacked)
    } catch (cause) {
      await rm(unpacked, { recursive: true, force: true })
      throw cause
    }
    return { library: new LibraryFolder(await innermost(unpacked)), name, unpacked }
  }

  #openedDir(): string {
    return join(this.#parts.dir, 'reports-opened')
  }
}

/** A ZIP often holds one folder that holds everything. */
async function innermost(dir: string): Promise<string> {
  const inside = await readdir(dir, { withFileTypes: true })
  const [only] = inside
  if (inside.length !== 1 || !only?.isDirectory()) return dir
  const deeper = await readdir(join(dir, only.name))
  return deeper.includes(manifestName) ? dir : join(dir, only.name)
}

function madeOf(folder: string, { id, kind, title, month, made }: Manifest, manifestSha256: string): MadeReport {
  return { id, folder, kind, title, month: month ?? null, manifestSha256, madeAt: made.at }
}

/** Looking for a number goes on where one report is damaged; checking names it. */
function ignoreDamage(cause: unknown): number {
  if (cause instanceof Fault && cause.code === 'reports.damaged') return 0
  throw cause
}

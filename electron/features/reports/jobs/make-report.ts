import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportFormat } from '@shared/contract/reports'
import type { ReportMaking, TableHead } from '@shared/domain/reports'
import { Fault } from '../../../platform/errors/fault'
import { ZipWriter } from '../../../platform/files/zip'
import { defineJob, type JobContext } from '../../../platform/jobs/define-job'
import type { ReportCell, ReportData, ReportEvidence, ReportRows } from '../data'
import { type Manifest, manifestName, manifestText, type UnsignedManifest } from '../manifest'
import { dataName, practicePrefix } from '../names'
import { PackedRows } from '../packed-rows'
import { writeReportCsv } from '../writers/csv'
import { writeReportHtml } from '../writers/html'
import { writeReportPdf } from '../writers/pdf'
import { sha256Of, writeStored } from '../writers/stored'
import type { Writing } from '../writers/writing'
import { writeReportXlsx } from '../writers/xlsx'

export const makeReportKind = 'reports.make'

export interface MakeReportInput {
  formats: ReportFormat[]
}

export interface Begun {
  /** Without rows: they are fetched page by page. */
  data: Omit<ReportData, 'tables'> & { tables: TableHead[] }
  made: ReportMaking
  evidence: ReportEvidence[]
  /** Empty folder in which the report is put together. */
  folder: string
  workspace: string
  resourcesDir: string
}

export interface MakeReportHost {
  begin(): Promise<Begun>
  rows(table: string, from: number): Promise<ReportCell[][]>
  sign(manifest: UnsignedManifest): Promise<Manifest>
  finish(manifest: Manifest): Promise<void>
}

/** Gathers a report's data and writes it in every wanted format into one folder, with the list of contents last. */
export const makeReport = defineJob<MakeReportInput, MakeReportHost>({
  kind: makeReportKind,
  run: async ({ formats }, context) => {
    const { host, locale, signal, progress } = context
    progress({ note: 'gatheringRows', totalItems: formats.length + 2, doneItems: 0 })
    const begun = await host.begin()
    const data = await gather(begun, context)
    const writing: Writing = { data, made: begun.made, locale, signal }
    const contents = new Contents(begun.folder)
    const dataPath = join(begun.folder, dataName)
    progress({ note: 'writingReport', doneItems: 1 })
    await writeStored(dataPath, writing)
    const dataSha256 = await contents.add(dataName)
    const stem = `${practicePrefix(data.practice)}report`
    const path = (ending: string) => join(begun.folder, `${stem}.${ending}`)
    let done = 1
    for (const format of ['html', 'xlsx', 'csv', 'pdf'] as const) {
      if (!formats.includes(format) && !formats.includes('archive')) continue
      signal.throwIfAborted()
      if (format === 'html') await writeReportHtml(path('html'), { ...writing, dataPath, dataSha256 })
      if (format === 'xlsx') await writeReportXlsx(path('xlsx'), writing)
      if (format === 'pdf') await writeReportPdf(path('pdf'), { ...writing, resourcesDir: begun.resourcesDir, dataSha256 })
      const ending = format === 'csv' ? await writeReportCsv(join(begun.folder, stem), writing) : format
      await contents.add(`${stem}.${ending}`, format)
      done += 1
      progress({ doneItems: Math.min(done, formats.length + 1) })
    }
    const about = manifestOf(begun, { data, locale, dataSha256, archived: formats.includes('archive') })
    if (formats.includes('archive')) {
      progress({ note: 'packingEvidence' })
      await writePack(join(begun.folder, `${stem}-archive.zip`), { begun, contents, about, context })
      await contents.add(`${stem}-archive.zip`, 'archive')
    }
    const manifest = await host.sign({ ...about, files: contents.files })
    await writeFile(join(begun.folder, manifestName), manifestText(manifest), { mode: 0o600 })
    await host.finish(manifest)
    progress({ doneItems: formats.length + 2 })
  },
})

type Context = JobContext<MakeReportHost>

/** The rows of all tables, asked for in pages that the main thread hands over between other things. */
async function gather({ data }: Begun, { host, signal }: Context): Promise<ReportData<ReportRows>> {
  const tables: ReportData<ReportRows>['tables'] = []
  for (const { rowCount, ...table } of data.tables) {
    const rows = new PackedRows()
    while (rows.length < rowCount) {
      signal.throwIfAborted()
      const page = await host.rows(table.key, rows.length)
      if (page.length === 0) throw new Fault('internal')
      rows.add(page)
    }
    tables.push({ ...table, rows })
  }
  return { ...data, tables }
}

/** The files of a report with their hashes. */
class Contents {
  readonly files: Manifest['files'] = []
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Takes a written file in and answers its hash. */
  async add(name: string, format?: string): Promise<string> {
    const path = join(this.#folder, name)
    const sha256 = await sha256Of(path)
    this.files.push({ name, bytes: (await stat(path)).size, sha256, ...(format === undefined ? {} : { format }) })
    return sha256
  }
}

function manifestOf(
  { made, workspace }: Begun,
  { data, locale, dataSha256, archived }: { data: ReportData<ReportRows>; locale: 'zh-CN' | 'en'; dataSha256: string; archived: boolean },
): Omit<UnsignedManifest, 'files'> {
  const { id, ...making } = made
  return {
    format: 'minidesk.report',
    version: 1,
    id,
    workspace,
    kind: data.kind,
    title: data.title,
    ...(data.month === undefined ? {} : { month: data.month }),
    subject: data.subject,
    zone: data.zone,
    practice: data.practice,
    locale,
    made: making,
    rows: data.tables.reduce((sum, { rows }) => sum + rows.length, 0),
    figures: data.figures,
    dataSha256,
    archived,
  }
}

/** 归档包: the report in every format, the files that it stands on, what people decided, and a signed list of it all. */
async function writePack(
  path: string,
  { begun, contents, about, context }: { begun: Begun; contents: Contents; about: Omit<UnsignedManifest, 'files'>; context: Context },
): Promise<void> {
  const { signal, host } = context
  const zip = await ZipWriter.create(path, { instant: begun.made.at, signal })
  const files: Manifest['files'] = [...contents.files]
  try {
    for (const { name } of contents.files) await zip.add(name, createReadStream(join(begun.folder, name)))
    for (const evidence of begun.evidence) {
      const hash = createHash('sha256')
      let bytes = 0
      async function* content() {
        for await (const chunk of evidence.path === undefined ? [Buffer.from(evidence.text ?? '', 'utf8')] : createReadStream(evidence.path)) {
          const piece = chunk as Buffer
          hash.update(piece)
          bytes += piece.length
          yield piece
        }
      }
      const name = await zip.add(`evidence/${evidence.name}`, content())
      const sha256 = hash.digest('hex')
      // A pack must not vouch for a source that is no longer what was reconciled.
      if (evidence.sha256 !== undefined && evidence.sha256 !== sha256) throw new Fault('reports.sourceChanged', { params: { name: evidence.name } })
      files.push({ name, bytes, sha256 })
    }
    await zip.add(manifestName, Buffer.from(manifestText(await host.sign({ ...about, files })), 'utf8'))
    await zip.close()
  } catch (cause) {
    await zip.abort()
    throw cause
  }
}

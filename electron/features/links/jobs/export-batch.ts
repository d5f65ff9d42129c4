import { join } from 'node:path'
import { safeFileName } from '@shared/domain/file-names'
import { qrSvg } from '@shared/domain/qr'
import { writeCsv, writeXlsx } from '../../../platform/files/spreadsheet'
import { ZipWriter } from '../../../platform/files/zip'
import { ImagePool } from '../../../platform/images/image-pool'
import { defineJob, type JobContext } from '../../../platform/jobs/define-job'
import { textFor } from '../../../platform/texts/texts'
import type { BatchRowRecord } from '../batch.repository'

export interface ExportBatchInput {
  batchId: string
  sheet: 'xlsx' | 'csv' | 'none'
  images: 'png' | 'svg' | 'none'
  nameColumn: string | null
}

export interface ExportBatchHost {
  head(): Promise<{
    name: string
    headers: string[]
    practice: boolean
    folder: string
    imageWorker: string
    now: string
  }>
  rows(after: number): Promise<BatchRowRecord[]>
  /** The bytes of a code's picture; null where it is not there. */
  picture(hash: string): Promise<Uint8Array | null>
  addFile(file: { path: string; name: string }): Promise<void>
}

type Head = Awaited<ReturnType<ExportBatchHost['head']>>
type Context = JobContext<ExportBatchHost>
type Text = (key: string, params?: Record<string, string | number>) => string

/** The sheet as it came with the results added, and the pictures in a ZIP. */
export const exportBatch = defineJob<ExportBatchInput, ExportBatchHost>({
  kind: 'links.batch.export',
  run: async (input, context) => {
    const { host, locale, signal, progress, jobId } = context
    const head = await host.head()
    const text: Text = (key, params) => textFor(locale, key, params)
    const rows: BatchRowRecord[] = []
    for (let page = await host.rows(-1); page.length > 0; page = await host.rows(page.at(-1)?.rowNo ?? 0)) {
      signal.throwIfAborted()
      rows.push(...page)
    }
    const stem = `${head.practice ? `${text('links.export.practiceMark')}-` : ''}${head.name}`
    const pictured = input.images === 'none' ? 0 : rows.filter((row) => row.linkText !== null).length
    progress({ totalItems: rows.length + pictured, doneItems: 0 })

    // The pictures first: the sheet names those of codes, which have no text.
    const pictures = input.images === 'none' ? undefined : await writePictures(input, head, rows, context, text)
    if (input.sheet !== 'none') {
      const name = safeFileName(`${stem}.${input.sheet}`, { fallback: `links.${input.sheet}` })
      const path = join(head.folder, `${jobId}.${input.sheet}`)
      const headers = [...head.headers, ...['link', 'state', 'expiresAt', 'reason'].map((key) => text(`links.export.${key}`))]
      const cells = (row: BatchRowRecord) => [
        ...paddedTo(row.cells, head.headers.length),
        ...resultOf(row, pictures?.names.get(row.rowNo), text),
      ]
      const table = { headers, rows: rows.map(cells) }
      if (input.sheet === 'xlsx') await writeXlsx(path, { sheetName: text('links.export.sheet'), ...table }, signal)
      else await writeCsv(path, table, signal)
      await host.addFile({ path, name })
    }
    if (pictures) await host.addFile({ path: pictures.path, name: safeFileName(`${stem}.zip`, { fallback: 'codes.zip' }) })
    progress({ doneItems: rows.length + pictured })
  },
})

/** A code is given as WeChat drew it; of a text its QR code is drawn here. Answers how each row's picture is called. */
async function writePictures(
  input: ExportBatchInput,
  head: Head,
  rows: readonly BatchRowRecord[],
  { host, signal, progress, jobId }: Context,
  text: Text,
): Promise<{ path: string; names: ReadonlyMap<number, string> }> {
  const path = join(head.folder, `${jobId}.zip`)
  const texts = rows.filter((row) => row.linkText !== null && row.imageHash === null)
  const codes = rows.filter((row) => row.imageHash !== null)
  const nameAt = input.nameColumn === null ? -1 : head.headers.indexOf(input.nameColumn)
  const nameOf = (row: BatchRowRecord) => {
    // A slash in a room number is a part of its name, not a folder.
    const wanted = (row.cells[nameAt] ?? '').trim().replaceAll(/[\\/]+/gu, '_')
    const base = wanted === '' ? text('links.export.imageName', { line: row.line }) : wanted
    const extension = row.imageFormat === null ? input.images : row.imageFormat === 'jpeg' ? 'jpg' : 'png'
    return `${head.practice ? `${text('links.export.practiceMark')}-` : ''}${base}.${extension}`
  }
  const names = new Map<number, string>()
  const zip = await ZipWriter.create(path, { instant: head.now, signal })
  const pool = new ImagePool({ workerPath: head.imageWorker, size: 2 })
  const add = async (row: BatchRowRecord, bytes: Uint8Array) => {
    names.set(row.rowNo, await zip.add(nameOf(row), bytes))
    progress({ doneItems: names.size })
  }
  try {
    for (const row of codes) {
      signal.throwIfAborted()
      const bytes = await host.picture(row.imageHash ?? '')
      if (bytes) await add(row, bytes)
    }
    if (input.images === 'png') {
      const byRow = new Map(texts.map((row) => [String(row.rowNo), row]))
      const items = texts.map((row) => ({ id: String(row.rowNo), text: row.linkText ?? '' }))
      for await (const image of pool.render(items, { level: 'M', minWidth: 800, mark: head.practice }, signal)) {
        const row = byRow.get(image.id)
        if (row) await add(row, image.png)
      }
    } else
      for (const row of texts) {
        signal.throwIfAborted()
        const drawn = qrSvg(row.linkText ?? '', { level: 'M', size: 800, mark: head.practice })
        if (drawn.ok) await add(row, new TextEncoder().encode(drawn.svg))
      }
    await zip.close()
  } catch (cause) {
    await zip.abort()
    throw cause
  } finally {
    await pool.close()
  }
  return { path, names }
}

function paddedTo(cells: string[], length: number): string[] {
  return cells.length >= length ? cells.slice(0, length) : [...cells, ...Array<string>(length - cells.length).fill('')]
}

function resultOf(row: BatchRowRecord, picture: string | undefined, text: Text): string[] {
  const reasons = row.issues
    .filter(({ severity }) => severity === 'error')
    .map(({ code, params }) => text(`linkRules.issues.${code}`, params))
  if (row.error) reasons.push(text(row.error.messageKey, row.error.params))
  // Of a code the name of its picture stands where others have their text.
  const link = row.imageHash === null ? (row.linkText ?? '') : (picture ?? '')
  return [link, text(`links.rowStates.${row.state}`), row.expiresAt ?? '', row.state === 'done' ? '' : reasons.join('；')]
}

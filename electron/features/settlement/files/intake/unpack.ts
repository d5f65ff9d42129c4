import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { safeFileName } from '@shared/domain/file-names'
import { Fault } from '../../../../platform/errors/fault'
import { originalPath, type SettlementFolders } from '../paths'
import { keep, type Kept } from './keep'
import { ZipFile, type ZipEntry } from './zip-file'

/** One file as it was handed in, or as it lay in an archive. */
export interface Unpacked extends Omit<Kept, 'head' | 'wasThere'> {
  name: string
  /** The archive that it came in, and its hash; '' for none. */
  container: string
  containerSha256: string
}

export interface Refused {
  name: string
  code: string
  params: Record<string, string | number>
}

/** Of one file, and of everything in one archive: a month of millions of rows fits, a bomb does not. */
export const unpackLimits = { fileBytes: 2 * 1024 ** 3, archiveBytes: 4 * 1024 ** 3, files: 500 }

/**
 * Takes one file in: itself, the content of a gzip, or each file of a ZIP, every one kept by its hash. Archives within
 * archives are refused by name. What fails does so for itself alone.
 */
export async function unpack(file: { path: string; name: string }, folders: SettlementFolders): Promise<{ files: Unpacked[]; refused: Refused[] }> {
  const head = await headOf(file.path)
  try {
    if (isGzip(head)) return { files: [await unpackGzip(file, folders)], refused: [] }
    if (isZip(head)) {
      const zip = await ZipFile.open(file.path, file.name)
      try {
        if (!isWorkbook(zip.entries)) return await unpackZip(zip, file, folders)
      } finally {
        await zip.close()
      }
    }
    const kept = await keep(createReadStream(file.path), folders, { bytes: unpackLimits.fileBytes, file: file.name })
    return { files: [unpacked(kept, { name: file.name, container: '', containerSha256: '' })], refused: [] }
  } catch (cause) {
    if (cause instanceof Fault) return { files: [], refused: [{ name: file.name, code: cause.code, params: plain(cause.params) }] }
    throw cause
  }
}

async function unpackGzip(file: { path: string; name: string }, folders: SettlementFolders): Promise<Unpacked> {
  const name = file.name.replace(/\.gz$/iu, '') || file.name
  const kept = await keep(gunzip(file), folders, { bytes: unpackLimits.fileBytes, file: file.name })
  await refuseNested(kept, name, folders)
  return unpacked(kept, { name, container: file.name, containerSha256: await hashOf(file.path) })
}

async function* gunzip({ path, name }: { path: string; name: string }): AsyncGenerator<Buffer> {
  const source = createReadStream(path).pipe(createGunzip())
  try {
    for await (const chunk of source) yield chunk as Buffer
  } catch (cause) {
    throw new Fault('settlement.archiveBroken', { params: { file: name }, cause })
  }
}

async function unpackZip(zip: ZipFile, file: { path: string; name: string }, folders: SettlementFolders): Promise<{ files: Unpacked[]; refused: Refused[] }> {
  const wanted = zip.entries.filter(({ name }) => !name.endsWith('/') && !isClutter(name))
  const declared = wanted.reduce((sum, { bytes }) => sum + bytes, 0)
  if (declared > unpackLimits.archiveBytes) throw new Fault('settlement.archiveTooLarge', { params: { file: file.name, limitMb: unpackLimits.archiveBytes / 1048576 } })
  if (wanted.length > unpackLimits.files) throw new Fault('settlement.archiveTooMany', { params: { file: file.name, limit: unpackLimits.files } })
  if (wanted.length === 0) throw new Fault('settlement.archiveEmpty', { params: { file: file.name } })
  const containerSha256 = await hashOf(file.path)
  const files: Unpacked[] = []
  const refused: Refused[] = []
  for (const entry of wanted) {
    // The path within the archive never becomes a path here.
    const name = safeFileName(basename(entry.name.replaceAll('\\', '/')), { fallback: 'file' })
    try {
      const kept = await keep(zip.read(entry), folders, { bytes: Math.min(entry.bytes, unpackLimits.fileBytes), file: name })
      await refuseNested(kept, name, folders)
      files.push(unpacked(kept, { name, container: file.name, containerSha256 }))
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.retry === 'safe') throw cause
      refused.push({ name: `${file.name} › ${name}`, code: cause.code, params: plain(cause.params) })
    }
  }
  return { files, refused }
}

function unpacked({ sha256, bytes }: Kept, about: Pick<Unpacked, 'name' | 'container' | 'containerSha256'>): Unpacked {
  if (bytes === 0) throw new Fault('settlement.fileEmpty', { params: { file: about.name } })
  return { ...about, sha256, bytes }
}

/** A workbook is a ZIP too, and no archive. */
async function refuseNested(kept: Kept, name: string, folders: SettlementFolders): Promise<void> {
  const archive = isGzip(kept.head) || isOtherArchive(kept.head) || (isZip(kept.head) && !(await isWorkbookFile(originalPath(folders, kept.sha256), name)))
  if (!archive) return
  if (!kept.wasThere) await rm(originalPath(folders, kept.sha256), { force: true })
  throw new Fault('settlement.nestedArchive', { params: { file: name } })
}

async function isWorkbookFile(path: string, name: string): Promise<boolean> {
  const zip = await ZipFile.open(path, name).catch(() => undefined)
  if (!zip) return false
  await zip.close()
  return isWorkbook(zip.entries)
}

const isWorkbook = (entries: readonly ZipEntry[]) => entries.some(({ name }) => name === '[Content_Types].xml')
const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b
const isZip = (head: Buffer) => head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4])) || head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 5, 6]))
const isOtherArchive = (head: Buffer) => /^(?:Rar!|7z\xbc\xaf|BZh9|\xfd7zXZ)/u.test(head.toString('latin1', 0, 6)) || head.toString('latin1', 257, 262) === 'ustar'
/** What systems put beside files. */
const isClutter = (name: string) => /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/iu.test(name)

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const plain = (params: Fault['params']): Refused['params'] => Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'))

import { createHash } from 'node:crypto'
import { lstat, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckedReport } from '@shared/contract/reports'
import { type Manifest, manifestName, type ManifestSeal } from '../manifest'
import type { MadeReport } from '../repository'
import { sha256Of } from '../writers/stored'
import { type LibraryEntry, readManifest } from './folder'
import { looksLikeZip, reportFolders, ZipSource } from './zip-source'

export interface VerifyParts {
  seal: ManifestSeal
  /** Whether the audit trail still has an entry; undefined: it is another workspace's, or was not looked at. */
  trail: (manifest: Manifest) => Promise<CheckedReport['trail']>
}

const said = ({ id, title, month, made }: Manifest): NonNullable<CheckedReport['report']> => ({
  id,
  title,
  ...(month === undefined ? {} : { month }),
  madeAt: made.at,
  madeBy: made.by,
})

type Files = CheckedReport['files']

function verdictOf(name: string, manifest: Manifest, files: Files, signature: CheckedReport['signature'], trail: CheckedReport['trail']): CheckedReport {
  const bad = signature === 'wrong' || trail === 'broken' || files.some(({ state }) => state !== 'intact')
  return { name, state: bad ? 'changed' : 'intact', signature, trail, report: said(manifest), files }
}

/** Compares what is there with a list of contents. */
async function checkFiles(manifest: Manifest, present: readonly string[], hashOf: (name: string) => Promise<string | undefined>): Promise<Files> {
  const files: Files = []
  for (const { name, sha256 } of manifest.files)
    files.push({ name, state: !present.includes(name) ? 'missing' : (await hashOf(name)) === sha256 ? 'intact' : 'changed' })
  const listed = new Set([manifestName, ...manifest.files.map(({ name }) => name)])
  for (const name of present) if (!listed.has(name)) files.push({ name, state: 'added' })
  return files
}

/** A report in its folder: every file against the list of contents, and that against its signature. */
export async function verifyEntry({ folder, dir, manifest }: LibraryEntry, { seal, trail }: VerifyParts): Promise<CheckedReport> {
  const files = await checkFiles(manifest, await filesIn(dir), async (name) => {
    const info = await lstat(join(dir, name)).catch(() => undefined)
    return info?.isFile() ? sha256Of(join(dir, name)).catch(() => undefined) : undefined
  })
  return verdictOf(folder, manifest, files, seal.check(manifest), await trail(manifest))
}

/** Everything below a folder, with `/` between. */
async function filesIn(dir: string): Promise<string[]> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  return found.filter((each) => !each.isDirectory()).map((each) => join(each.parentPath, each.name).slice(dir.length + 1).replaceAll('\\', '/'))
}

/**
 * The whole library. What was made here and is neither there nor removed with a reason is missing; a folder whose list
 * of contents cannot be read is named.
 */
export async function verifyLibrary(
  content: { entries: readonly LibraryEntry[]; unreadable: readonly string[] },
  made: readonly MadeReport[],
  parts: VerifyParts,
): Promise<CheckedReport[]> {
  const checked: CheckedReport[] = []
  for (const entry of content.entries) {
    const report = await verifyEntry(entry, parts)
    const known = made.find(({ id }) => id === entry.manifest.id)
    // A list of contents that was swapped for an older one of the same key is found by its hash.
    checked.push(known && known.manifestSha256 !== entry.manifestSha256 ? { ...report, state: 'changed', files: [...report.files, { name: manifestName, state: 'changed' }] } : report)
  }
  for (const name of content.unreadable)
    checked.push({ name, state: 'changed', signature: 'none', trail: 'notAsked', files: [{ name: manifestName, state: 'unreadable' }] })
  for (const { id, folder, title, month, madeAt } of made)
    if (!content.entries.some(({ manifest }) => manifest.id === id) && !content.unreadable.includes(folder))
      checked.push({ name: folder, state: 'missing', signature: 'none', trail: 'notAsked', report: { id, title, ...(month === null ? {} : { month }), madeAt, madeBy: '' }, files: [] })
  return checked
}

/** A file that somebody handed in: a pack, or one file of a report that this library may have. */
export async function verifyFile(file: { path: string; name: string }, entries: readonly LibraryEntry[], parts: VerifyParts): Promise<CheckedReport[]> {
  const handle = await open(file.path, 'r')
  const start = Buffer.alloc(4)
  await handle.read(start, 0, 4, 0).finally(() => handle.close())
  if (looksLikeZip(start)) {
    const packed = await verifyPack(file, parts)
    if (packed.length > 0) return packed
  }
  return [await verifySingle(file, entries, parts)]
}

async function verifyPack({ path, name }: { path: string; name: string }, { seal, trail }: VerifyParts): Promise<CheckedReport[]> {
  const zip = await ZipSource.open(path, name)
  const checked: CheckedReport[] = []
  for (const folder of reportFolders(zip.files.keys(), manifestName)) {
    const part = zip.files.get(folder + manifestName)
    const read = part && readManifest(await zip.bytes(part).catch(() => Buffer.alloc(0)))
    const shown = folder === '' ? name : folder
    if (!read) {
      checked.push({ name: shown, state: 'changed', signature: 'none', trail: 'notAsked', files: [{ name: manifestName, state: 'unreadable' }] })
      continue
    }
    const present = [...zip.files.keys()].filter((each) => each.startsWith(folder)).map((each) => each.slice(folder.length))
    const files = await checkFiles(read.manifest, present, async (each) => {
      const inside = zip.files.get(folder + each)
      return inside && zip.sha256(inside)
    })
    checked.push(verdictOf(shown, read.manifest, files, seal.check(read.manifest), await trail(read.manifest)))
  }
  return checked
}

/** One file: found by its hash, else by the report that it says it is of. */
async function verifySingle({ path, name }: { path: string; name: string }, entries: readonly LibraryEntry[], { seal, trail }: VerifyParts): Promise<CheckedReport> {
  const hash = await sha256Of(path)
  const same = entries.find(({ manifest }) => manifest.files.some(({ sha256 }) => sha256 === hash) || manifest.dataSha256 === hash)
  if (same) return verdictOf(name, same.manifest, [{ name, state: 'intact' }], seal.check(same.manifest), await trail(same.manifest))
  const said = await whatItSays(path, name)
  const claimed = entries.find(({ manifest }) => manifest.id === said.id)
  if (claimed) return verdictOf(name, claimed.manifest, [{ name, state: 'changed' }], 'none', 'notAsked')
  // Nobody here knows it; a page can still say whether its data is what its own hash says.
  const own = said.dataIntact
  return { name, state: own === false ? 'changed' : 'unknown', signature: 'none', trail: 'notAsked', files: own === undefined ? [] : [{ name, state: own ? 'intact' : 'changed' }] }
}

const idPattern = /minidesk-report(?::|" content=")([0-9a-f]{8}-[0-9a-f-]{27})/u
const largestSingle = 512 * 1024 * 1024

/** The id that a page, a sheet or a paper carries, and of a page whether its data fits its own hash. */
async function whatItSays(path: string, name: string): Promise<{ id?: string | undefined; dataIntact?: boolean | undefined }> {
  if ((await lstat(path)).size > largestSingle) return {}
  const bytes = await readFile(path)
  if (looksLikeZip(bytes)) {
    const zip = await ZipSource.open(path, name).catch(() => undefined)
    const about = zip?.files.get('docProps/core.xml')
    return { id: zip && about ? idPattern.exec((await zip.bytes(about).catch(() => Buffer.alloc(0))).toString('utf8'))?.[1] : undefined }
  }
  const text = bytes.toString('latin1')
  const id = idPattern.exec(text)?.[1]
  const data = /<script type="text\/plain" id="data">([^<]*)<\/script>/u.exec(text)?.[1]
  const expected = /<meta name="minidesk-data-sha256" content="([0-9a-f]{64})">/u.exec(text)?.[1]
  if (data === undefined || expected === undefined) return { id }
  return { id, dataIntact: createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex') === expected }
}

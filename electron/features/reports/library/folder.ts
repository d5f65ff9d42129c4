import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Fault } from '../../../platform/errors/fault'
import { Manifest, manifestName } from '../manifest'

/** A report that stands in a folder. */
export interface LibraryEntry {
  /** Name of its folder. */
  folder: string
  dir: string
  manifest: Manifest
  manifestSha256: string
}

export interface LibraryContent {
  entries: LibraryEntry[]
  /** Folders whose list of contents cannot be read. */
  unreadable: string[]
}

const largestManifest = 16 * 1024 * 1024

/**
 * A folder of reports, each in a folder of its own with its list of contents. Nothing else is needed: no database, no
 * original data, no network. A folder that is a report itself counts as a library of one.
 */
export class LibraryFolder {
  readonly dir: string
  /** By folder: what was read last, as long as its file is the same. */
  readonly #known = new Map<string, { stamp: string; entry: LibraryEntry }>()

  constructor(dir: string) {
    this.dir = dir
  }

  /** Everything in it, newest first. */
  async read(): Promise<LibraryContent> {
    const entries: LibraryEntry[] = []
    const unreadable: string[] = []
    for (const folder of await this.#folders()) {
      const entry = await this.#entryOf(folder)
      if (entry === 'unreadable') unreadable.push(folder)
      else if (entry) entries.push(entry)
    }
    entries.sort((a, b) => (a.manifest.made.at < b.manifest.made.at ? 1 : -1))
    return { entries, unreadable }
  }

  /** @throws Fault `reports.notFound` */
  async require(id: string): Promise<LibraryEntry> {
    const entry = (await this.read()).entries.find(({ manifest }) => manifest.id === id)
    if (!entry) throw new Fault('reports.notFound')
    return entry
  }

  async #folders(): Promise<string[]> {
    const found = await readdir(this.dir, { withFileTypes: true }).catch(() => [])
    if (found.some((each) => each.isFile() && each.name === manifestName)) return ['.']
    return found.filter((each) => each.isDirectory() && !each.name.startsWith('.')).map(({ name }) => name)
  }

  async #entryOf(folder: string): Promise<LibraryEntry | 'unreadable' | undefined> {
    const path = join(this.dir, folder, manifestName)
    const info = await lstat(path).catch(() => undefined)
    if (!info?.isFile()) return undefined
    const stamp = `${info.mtimeMs} ${info.size}`
    const known = this.#known.get(folder)
    if (known?.stamp === stamp) return known.entry
    const manifest = info.size > largestManifest ? undefined : await manifestAt(path)
    if (!manifest) return 'unreadable'
    const dir = join(this.dir, folder)
    const entry = { folder: folder === '.' ? basename(this.dir) : folder, dir, ...manifest }
    this.#known.set(folder, { stamp, entry })
    return entry
  }
}

async function manifestAt(path: string): Promise<Pick<LibraryEntry, 'manifest' | 'manifestSha256'> | undefined> {
  const text = await readFile(path).catch(() => undefined)
  return text && readManifest(text)
}

/** A list of contents from its bytes; undefined where it is none. */
export function readManifest(bytes: Uint8Array): Pick<LibraryEntry, 'manifest' | 'manifestSha256'> | undefined {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
  const parsed = Manifest.safeParse(json)
  return parsed.success ? { manifest: parsed.data, manifestSha256: createHash('sha256').update(bytes).digest('hex') } : undefined
}

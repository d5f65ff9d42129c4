import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../../../platform/errors/fault'
import { ZipArchive, type ZipPart } from '../../../platform/files/spreadsheet'

const mostUnpacked = 4 * 1024 * 1024 * 1024
const largestZip = 2 * 1024 * 1024 * 1024

/** A ZIP of reports: an evidence pack, or a library that was packed to be sent. */
export class ZipSource {
  readonly #zip: ZipArchive
  /** Files by the names that they have inside. */
  readonly files: ReadonlyMap<string, ZipPart>

  private constructor(zip: ZipArchive) {
    this.#zip = zip
    this.files = new Map([...zip.parts.values()].filter(({ originalName }) => !originalName.endsWith('/')).map((part) => [part.originalName, part]))
  }

  /** @throws Fault `reports.zipUnreadable` */
  static async open(path: string, name: string): Promise<ZipSource> {
    try {
      const { size } = await stat(path)
      if (size > largestZip) throw new Fault('reports.zipUnreadable', { params: { name } })
      return new ZipSource(new ZipArchive(await readFile(path), name, mostUnpacked))
    } catch (cause) {
      throw new Fault('reports.zipUnreadable', { params: { name }, cause })
    }
  }

  /** The bytes of a small file. */
  async bytes(part: ZipPart): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of this.#zip.read(part, undefined)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** SHA-256 of a file; undefined where its bytes are damaged. */
  async sha256(part: ZipPart): Promise<string | undefined> {
    const hash = createHash('sha256')
    try {
      for await (const chunk of this.#zip.read(part, undefined)) hash.update(chunk)
    } catch {
      return undefined
    }
    return hash.digest('hex')
  }

  /** Unpacks everything into a folder; a name that would lead out of it is refused. @throws Fault `reports.zipUnreadable` */
  async unpack(folder: string): Promise<void> {
    for (const [name, part] of this.files) {
      const path = resolve(folder, name)
      if (!path.startsWith(folder + sep)) throw new Fault('reports.zipUnreadable', { params: { name } })
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      try {
        await pipeline(Readable.from(this.#zip.read(part, undefined)), createWriteStream(path, { mode: 0o600, flags: 'wx' }))
      } catch (cause) {
        throw new Fault('reports.zipUnreadable', { params: { name }, cause })
      }
    }
  }
}

/** Whether a file begins as a ZIP does. */
export const looksLikeZip = (start: Uint8Array): boolean => start[0] === 0x50 && start[1] === 0x4b

/** Where the reports inside stand: the folders that hold a list of contents, the root as the empty name. */
export function reportFolders(names: Iterable<string>, manifest: string): string[] {
  return [...names].filter((name) => name === manifest || name.endsWith(`/${manifest}`)).map((name) => name.slice(0, -manifest.length))
}

export const unpackFolder = (parent: string, name: string): string => join(resolve(parent), name)

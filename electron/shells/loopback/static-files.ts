import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { everywhere } from '../../bridge/pages/headers'
import { pageTypes } from '../../bridge/pages/types'

/** Vite puts a hash of the content into the name of what it puts into `assets`. */
const hashed = /^\/assets\/.+-[\w-]{8}\.\w+$/u

interface StaticFile {
  path: string
  type: string
  caching: string
}

/**
 * The files of the built renderer. They are listed once; a request is looked up in that list by its literal path and
 * never becomes a path of the disk, so no spelling of `..` leads anywhere. There is no directory listing.
 */
export class StaticFiles {
  readonly #files: Promise<Map<string, StaticFile>>

  constructor(folder: string) {
    this.#files = listFiles(folder)
    // Told to whoever asks for a file.
    this.#files.catch(() => undefined)
  }

  /** Answers with the file of this path, or 404. `path` is as it came, without the query. */
  async send(path: string, response: ServerResponse): Promise<void> {
    const file = (await this.#files).get(path === '/' ? '/index.html' : path)
    const size = file ? await stat(file.path).then((found) => found.size, () => undefined) : undefined
    if (!file || size === undefined) {
      response.writeHead(404, { ...everywhere, 'content-length': '0' }).end()
      return
    }
    response.writeHead(200, {
      ...everywhere,
      'content-type': file.type,
      'content-length': String(size),
      'cache-control': file.caching,
    })
    await pipeline(createReadStream(file.path), response)
  }
}

async function listFiles(folder: string): Promise<Map<string, StaticFile>> {
  const files = new Map<string, StaticFile>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = pageTypes[extname(entry.name).toLowerCase()]
    // A source map is for developers; a link could lead out of the folder.
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const url = `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`
    const caching = hashed.test(url) ? 'public, max-age=31536000, immutable' : 'no-store'
    files.set(url, { path, type, caching })
  }
  return files
}

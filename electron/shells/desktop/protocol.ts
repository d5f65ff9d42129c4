import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve } from 'node:path'
import { everywhere, reportHeaders } from '../../bridge/pages/headers'
import { pageTypes } from '../../bridge/pages/types'
import type { OfferedFile } from '../../platform/files/workspace-files'
import { isOurs } from './origin'

/**
 * Answers requests for `minidesk://ui/…` with the files of the built renderer and the same headers as the loopback
 * shell. Another host is 400; whatever leads out of the folder or is no file of ours is 404.
 * @param folder the built renderer
 * @param redeem the file behind a one-time ticket: `minidesk://ui/files/<ticket>` shows a report in a frame without rights
 */
export function rendererFiles(folder: string, redeem?: (ticket: string) => OfferedFile | undefined): (request: Request) => Promise<Response> {
  return async ({ url, method }) => {
    if (!isOurs(url)) return empty(400)
    if (method !== 'GET' && method !== 'HEAD') return empty(405)
    const ticket = /^\/files\/([\w-]{1,100})$/u.exec(new URL(url).pathname)?.[1]
    if (ticket !== undefined) return method === 'GET' ? framed(redeem?.(ticket)) : empty(405)
    const path = fileOf(folder, url)
    const type = path === undefined ? undefined : pageTypes[extname(path).toLowerCase()]
    if (path === undefined || type === undefined) return empty(404)
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined) return empty(404)
    return new Response(method === 'HEAD' ? null : bytes, {
      status: 200,
      headers: { ...everywhere, 'content-type': type, 'content-length': String(bytes.length) },
    })
  }
}

/** Only what is shown without any right comes this way; everything else is saved, by a dialog of the shell. */
async function framed(file: OfferedFile | undefined): Promise<Response> {
  const bytes = file?.disposition === 'sandboxed' ? await readFile(file.path).catch(() => undefined) : undefined
  if (!file || !bytes) return empty(404)
  return new Response(bytes, { status: 200, headers: reportHeaders(file.name, bytes.length) })
}

/** The file that an address names, or undefined where it would lie outside of the folder. */
function fileOf(folder: string, address: string): string | undefined {
  let path: string
  try {
    path = decodeURIComponent(new URL(address).pathname)
  } catch {
    return undefined
  }
  // A backslash separates folders on one system and not on another; no file of ours has one.
  if (path.includes('\0') || path.includes('\\')) return undefined
  // With its slash the path would be absolute, and resolving it would forget the folder.
  const file = resolve(folder, path.replace(/^\/+/u, '') || 'index.html')
  const inside = relative(folder, file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : file
}

function empty(status: number): Response {
  return new Response(null, { status, headers: { ...everywhere } })
}

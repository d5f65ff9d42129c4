import { open, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from '@shared/contract/error'
import type { Application } from '../../application'
import { type OfferedFile, tooLarge, uploadLimit } from '../../platform/files/workspace-files'
import { downloadHeaders, everywhere, reportHeaders } from '../../bridge/pages/headers'

const longestName = 255

/**
 * Hands an uploaded file to the application. What is declared too large is refused before it is read.
 * @throws Fault `files.tooLarge`
 */
export async function receiveUpload(
  request: IncomingMessage,
  name: string,
  session: string | undefined,
  files: Application['files'],
): Promise<Answer<{ fileId: string }>> {
  const limit = uploadLimit(name)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  // A stream between: a receiver that gives up destroys it and not the connection that the answer needs.
  const body = request.pipe(new PassThrough())
  const broken = () => body.destroy(new Error('upload broken off'))
  request.once('error', broken)
  request.once('aborted', broken)
  const answer = await files.receive(body, name.slice(0, longestName), session)
  request.unpipe(body)
  return answer
}

/** Sends the file of a one-time ticket, and removes it afterwards where it was made for this only. */
export async function sendTicketed(file: OfferedFile | undefined, response: ServerResponse): Promise<void> {
  const handle = file && (await open(file.path, 'r').catch(() => undefined))
  if (!file || !handle) {
    response.writeHead(404, { ...everywhere, 'content-length': '0' }).end()
    return
  }
  try {
    const { size } = await handle.stat()
    const headers = file.disposition === 'sandboxed' ? reportHeaders(file.name, size) : downloadHeaders(file.name, size)
    response.writeHead(200, headers)
    // Exactly what was announced, also while somebody writes to the file.
    if (size === 0) response.end()
    else await pipeline(handle.createReadStream({ autoClose: false, start: 0, end: size - 1 }), response)
  } finally {
    await handle.close()
    if (file.temporary) await rm(file.path, { force: true })
  }
}

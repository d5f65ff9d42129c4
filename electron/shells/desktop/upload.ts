import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Answer } from '@shared/contract/error'
import type { Application } from '../../application'
import { maxUploadBytes, tooLarge } from '../../platform/files/workspace-files'
import { Fault } from '../../platform/errors/fault'

type Received = Promise<Answer<{ fileId: string }>>

/**
 * Hands a file that the person chose to the application, as a stream: it is never in memory as a whole.
 * @throws Fault `desktop.notAFile` for a folder or what is gone
 */
export async function receivePath(
  files: Pick<Application['files'], 'receive'>,
  path: string,
  session: string | undefined,
): Received {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new Fault('desktop.notAFile', { params: { name: basename(path) } })
  return files.receive(createReadStream(path), basename(path), session)
}

/** Hands what was made in the page to the application. @throws Fault `files.tooLarge` */
export async function receiveBytes(
  files: Pick<Application['files'], 'receive'>,
  bytes: ArrayBuffer,
  name: string,
  session: string | undefined,
): Received {
  if (bytes.byteLength > maxUploadBytes) throw tooLarge(maxUploadBytes)
  return files.receive(Readable.from([Buffer.from(bytes)]), name, session)
}

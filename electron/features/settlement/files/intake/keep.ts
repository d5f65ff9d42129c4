import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../../../../platform/errors/fault'
import { originalPath, type SettlementFolders } from '../paths'

/** What was kept: its content's hash and size. */
export interface Kept {
  sha256: string
  bytes: number
  /** The same bytes were kept before: they may be somebody's evidence. */
  wasThere: boolean
  /** The first bytes, by which its form is told. */
  head: Buffer
}

const headBytes = 512

/**
 * Writes bytes beside their place, makes them durable, and gives them their name, which is their hash; what is there
 * already stays. A program that is killed leaves a file without a name, which the next start removes.
 * @throws Fault `files.diskFull`, `settlement.fileTooLarge`; what the source throws
 */
export async function keep(source: AsyncIterable<Buffer>, folders: SettlementFolders, limit: { bytes: number; file: string }): Promise<Kept> {
  await mkdir(folders.unfinished, { recursive: true, mode: 0o700 })
  const temporary = join(folders.unfinished, `${randomUUID()}.part`)
  const hash = createHash('sha256')
  const heads: Buffer[] = []
  let bytes = 0
  try {
    const target = await open(temporary, 'wx', 0o600)
    try {
      for await (const chunk of source) {
        if (bytes < headBytes) heads.push(Buffer.from(chunk.subarray(0, headBytes - bytes)))
        bytes += chunk.length
        if (bytes > limit.bytes) throw new Fault('settlement.fileTooLarge', { params: { file: limit.file, limitMb: Math.round(limit.bytes / 1048576) } })
        hash.update(chunk)
        await target.write(chunk)
      }
      await target.sync()
    } finally {
      await target.close()
    }
    const sha256 = hash.digest('hex')
    const path = originalPath(folders, sha256)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // The same content is there already: one copy is enough.
    const wasThere = await sizeIs(path, bytes)
    if (wasThere) await rm(temporary, { force: true })
    else await rename(temporary, path)
    return { sha256, bytes, wasThere, head: Buffer.concat(heads) }
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')) throw new Fault('files.diskFull', { params: { file: limit.file }, cause, retry: 'safe' })
    throw cause
  }
}

async function sizeIs(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === bytes
}

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Fault } from '../../platform/errors/fault'

/** What was written, unpacked. */
export interface ReceivedBill {
  bytes: number
  /** Of the unpacked bytes: WeChat's hash is of these, not of the gzip stream (payment-providers §8.8). */
  sha1: string
  sha256: string
  /** The beginning, to see whether an error came instead of a bill. */
  head: Buffer
}

export interface BillFile {
  /** Where the body goes; may be gzip. */
  readonly sink: Writable
  /**
   * Settles when everything is written, or is gone again.
   * @throws Fault `bills.tooLarge` (unpacked), `bills.notReadable` (damaged gzip)
   */
  readonly received: Promise<ReceivedBill>
}

const headBytes = 4096

/** Takes a bill in as a stream: unpacks it, limits and hashes what comes out, in memory that does not grow with it. */
export function billFile(path: string, maxBytes: number): BillFile {
  const sink = new PassThrough()
  const received = receive(sink, path, maxBytes)
  // Whoever waits for it is told; until then it is nobody's unhandled rejection.
  received.catch(() => undefined)
  return { sink, received }
}

async function receive(source: PassThrough, path: string, maxBytes: number): Promise<ReceivedBill> {
  const [sha1, sha256] = [createHash('sha1'), createHash('sha256')]
  const head: Buffer[] = []
  let bytes = 0
  try {
    await pipeline(
      source,
      unpacked,
      async function* (plain: AsyncIterable<Buffer>) {
        for await (const chunk of plain) {
          if (bytes < headBytes) head.push(chunk.subarray(0, headBytes - bytes))
          bytes += chunk.length
          if (bytes > maxBytes) throw new Fault('bills.tooLarge', { params: { bytes: maxBytes } })
          sha1.update(chunk)
          sha256.update(chunk)
          yield chunk
        }
      },
      createWriteStream(path, { mode: 0o600 }),
    )
  } catch (cause) {
    await rm(path, { force: true })
    throw isOfGzip(cause) ? new Fault('bills.notReadable', { retry: 'safe', cause }) : cause
  }
  return { bytes, sha1: sha1.digest('hex'), sha256: sha256.digest('hex'), head: Buffer.concat(head) }
}

/** Gzip begins with 1f 8b (RFC 1952); everything else is passed on as it is. */
async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const rest = source[Symbol.asyncIterator]()
  let first = Buffer.alloc(0)
  while (first.length < 2) {
    const next = await rest.next()
    if (next.done) break
    first = Buffer.concat([first, next.value])
  }
  const whole = async function* () {
    if (first.length > 0) yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  }
  if (first[0] !== 0x1f || first[1] !== 0x8b) return yield* whole()
  const gunzip = createGunzip()
  // The stream itself tells of what goes wrong.
  const feeding = pipeline(Readable.from(whole()), gunzip).catch(() => undefined)
  yield* gunzip as AsyncIterable<Buffer>
  await feeding
}

function isOfGzip(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && code.startsWith('Z_')
}

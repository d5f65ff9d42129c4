import { createHash } from 'node:crypto'
import { createReadStream, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { RemoteHost } from '../../../../platform/jobs/define-job'
import { packWriter } from '../../engine/pack-writer'
import type { PackWriter } from '../../engine/pack-types'
import type { Entry } from '../../engine/types'
import { paymentEntries, refundEntries } from '../own-entries'
import type { OwnCursor, OwnPage } from '../own-orders.repository'
import type { PlannedSide, ReconcileHost } from './reconcile-host'

type Host = RemoteHost<ReconcileHost>
type Own = NonNullable<PlannedSide['own']>

/** A pack of our own orders: named by its content, so that a row of it can be pointed at as at a row of a file. */
export interface OwnPack {
  fileId: string
  path: string
  sha256: string
  rows: number
}

/** Where the pack of our own orders with this id stands. */
export const ownPackPath = (folder: string, fileId: string): string => join(folder, `${fileId}.pack`)

export const isOwnFile = (fileId: string): boolean => fileId.startsWith('own-')

/** Packs our orders and refunds of a time page by page, in bounded memory. */
export async function packOwn(host: Host, own: Own, options: { folder: string; work: string; signal: AbortSignal; progress: (rows: number) => void }): Promise<OwnPack> {
  const beside = join(options.folder, `${options.work}.packing`)
  const writer = packWriter(beside)
  try {
    const packer = new OwnPacker(host, own, writer, options)
    await packer.run()
    writer.finish()
    return { ...(await named(options.folder, beside)), rows: packer.rows }
  } catch (cause) {
    writer.abort()
    rmSync(beside, { force: true })
    throw cause
  }
}

/** Packs orders that were looked for by their numbers or ids; undefined where there are none. */
export async function packOwnByIds(host: Host, ids: readonly string[], options: { folder: string; work: string; skip: (entry: Entry) => boolean }): Promise<OwnPack | undefined> {
  const entries: Entry[] = []
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const { payments, refunds } = await host.ownByIds(ids.slice(at, at + idsAtOnce))
    for (const entry of [...paymentEntries(payments), ...refundEntries(refunds)]) if (!options.skip(entry)) entries.push(entry)
  }
  if (entries.length === 0) return undefined
  const beside = join(options.folder, `${options.work}.packing`)
  const writer = packWriter(beside)
  for (const entry of entries) writer.add(entry)
  writer.finish()
  return { ...(await named(options.folder, beside)), rows: entries.length }
}

const idsAtOnce = 500

async function named(folder: string, beside: string): Promise<{ fileId: string; path: string; sha256: string }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(beside), hash)
  const sha256 = hash.digest('hex')
  const fileId = `own-${sha256.slice(0, 40)}`
  const path = ownPackPath(folder, fileId)
  renameSync(beside, path)
  return { fileId, path, sha256 }
}

class OwnPacker {
  rows = 0
  readonly #host: Host
  readonly #own: Own
  readonly #writer: PackWriter
  readonly #options: { signal: AbortSignal; progress: (rows: number) => void }
  /** Orders of other times that stand in the pack already. */
  readonly #elder = new Set<string>()

  constructor(host: Host, own: Own, writer: PackWriter, options: { signal: AbortSignal; progress: (rows: number) => void }) {
    this.#host = host
    this.#own = own
    this.#writer = writer
    this.#options = options
  }

  async run(): Promise<void> {
    await this.#pages('payments', paymentEntries, () => true)
    await this.#pages('refunds', refundEntries, () => true)
    // Several refunds of one order bring it once.
    await this.#pages('refunded', paymentEntries, (entry) => this.#isNewElder(entry))
    await this.#carried()
  }

  #isNewElder({ orderId }: Entry): boolean {
    if (this.#elder.has(orderId)) return false
    this.#elder.add(orderId)
    return true
  }

  async #pages(what: 'payments' | 'refunds' | 'refunded', read: (bytes: Uint8Array) => Entry[], wanted: (entry: Entry) => boolean): Promise<void> {
    const { accountId, from, until } = this.#own
    // The next page is fetched while this one is packed.
    const next = (after: OwnCursor | null): Promise<OwnPage> => this.#host.ownPage(accountId, from, until, what, after)
    let coming: Promise<OwnPage> | undefined = next(null)
    while (coming) {
      const page: OwnPage = await coming
      this.#options.signal.throwIfAborted()
      coming = page.next ? next(page.next) : undefined
      // Whoever waits for it finds its failure; meanwhile it is not unhandled.
      coming?.catch(() => undefined)
      for (const entry of read(page.bytes)) if (wanted(entry)) this.#add(entry)
      this.#options.progress(this.rows)
    }
  }

  async #carried(): Promise<void> {
    const { orderIds, from, until } = this.#own
    const [start, end] = [Date.parse(from), Date.parse(until)]
    for (let at = 0; at < orderIds.length; at += idsAtOnce) {
      const { payments, refunds } = await this.#host.ownByIds(orderIds.slice(at, at + idsAtOnce))
      for (const entry of paymentEntries(payments)) if (!(entry.atMs >= start && entry.atMs < end) && this.#isNewElder(entry)) this.#add(entry)
      for (const entry of refundEntries(refunds)) if (!(entry.atMs >= start && entry.atMs < end)) this.#add(entry)
    }
  }

  #add(entry: Entry): void {
    this.#writer.add(entry)
    this.rows += 1
  }
}

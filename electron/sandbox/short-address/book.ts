import { randomBytes } from 'node:crypto'
import { z } from 'zod'

const Entry = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]{6}$/u),
  link: z.string(),
  title: z.string(),
  /** How often it was led elsewhere. */
  changes: z.int().min(0),
})
export type ShortEntry = z.infer<typeof Entry>
const Snapshot = z.strictObject({ format: z.literal('minidesk.sandbox.short-address'), version: z.literal(1), entries: z.array(Entry) })

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The short addresses that the stand-in knows. */
export class Book {
  readonly #entries = new Map<string, ShortEntry>()

  /** @throws Error when `snapshot` is none */
  constructor(snapshot?: string) {
    if (snapshot === undefined) return
    for (const entry of Snapshot.parse(JSON.parse(snapshot)).entries) this.#entries.set(entry.id, entry)
  }

  add(link: string, title: string): ShortEntry {
    let id: string
    do id = Array.from(randomBytes(6), (byte) => letters[byte % letters.length]).join('')
    while (this.#entries.has(id))
    const entry = { id, link, title, changes: 0 }
    this.#entries.set(id, entry)
    return entry
  }

  find(id: string): ShortEntry | undefined {
    return this.#entries.get(id)
  }

  lead(id: string, link: string): ShortEntry | undefined {
    const entry = this.#entries.get(id)
    if (!entry) return undefined
    entry.link = link
    entry.changes += 1
    return entry
  }

  all(): ShortEntry[] {
    return [...this.#entries.values()]
  }

  snapshot(): string {
    const content: z.infer<typeof Snapshot> = { format: 'minidesk.sandbox.short-address', version: 1, entries: this.all() }
    return JSON.stringify(content)
  }
}

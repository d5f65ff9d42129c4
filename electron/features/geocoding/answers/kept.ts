import type { CommandOutput } from '@shared/contract'
import type { GeoAnswer } from '@shared/contract/geocoding-values'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { GeoReading, GeoTraits } from '../../../upstream/geocoding/types'
import type { Conversion } from '../conversion'
import type { StoredKey } from '../keys/repository'
import type { geoAnswersRepository, KeptAnswer } from './repository'

export interface KeptAnswersParts {
  repository: RepositoryClient<typeof geoAnswersRepository>
  clock: Clock
  conversion: Conversion
  reportError: (where: string, cause: unknown) => void
}

interface Told {
  digest: Uint8Array
  provider: string
  service: string
  key: StoredKey
  traits: GeoTraits
  reading: GeoReading
  correlationId: string
}

const dayMs = 86_400_000
/** That there is no such place is believed for a week at most (geocoding-and-face 7.3). */
const negativeDays = 7
/** An answer that may not be kept stays this long with the one who asked: to be looked at, chosen and exported. */
const atHandMs = 3_600_000
const hitsWrittenEveryMs = 5_000
const mostCandidates = 20

/** Providers' answers, kept as long as the provider and the key permit. */
export class KeptAnswers {
  readonly #parts: KeptAnswersParts
  readonly #hits = new Map<string, number>()
  #hitsTimer: NodeJS.Timeout | undefined
  #waiting: { row: Parameters<KeptAnswersParts['repository']['keep']>[0][number]; done: () => void; failed: (cause: unknown) => void }[] = []
  #writing = false

  constructor(parts: KeptAnswersParts) {
    this.#parts = parts
  }

  /** In the order of the digests, with one read for all of them. */
  async find(digests: Uint8Array[]): Promise<(GeoAnswer | undefined)[]> {
    if (digests.length === 0) return []
    const [rows] = await Promise.all([
      this.#parts.repository.kept({ digests, now: this.#parts.clock.instant() }),
      this.#parts.conversion.ready(),
    ])
    return rows.map((row) => {
      if (!row) return undefined
      this.#countHit(row.provider)
      return this.#shown(row)
    })
  }

  /** Kept before it is given back, unless its key permits no keeping. */
  async keep({ digest, provider, service, key, traits, reading, correlationId }: Told): Promise<GeoAnswer> {
    await this.#parts.conversion.ready()
    const now = this.#parts.clock.now().getTime()
    const days = termDays(key, traits)
    const term = reading.state === 'found' ? days : Math.min(days, negativeDays)
    const expiresAt = new Date(now + (days === 0 ? atHandMs : term * dayMs)).toISOString()
    const fetchedAt = new Date(now).toISOString()
    const row = { provider, service, keyId: key.id, answer: JSON.stringify(short(reading)), fetchedAt, expiresAt }
    if (days > 0) await this.#write({ digest, ...row })
    return { ...this.#shown(row, correlationId), cached: false }
  }

  /** Forgets those of one provider, or all; answers how many. */
  async clear(provider: string | undefined): Promise<number> {
    let removed = 0
    for (let count = -1; count !== 0; removed += count) count = await this.#parts.repository.clear({ provider: provider ?? null })
    return removed
  }

  /** Everything whose term is over; answers how many rows went. */
  async purge(): Promise<number> {
    let purged = 0
    for (let more = true; more; ) {
      const step = await this.#parts.repository.purge()
      purged += step.purged
      more = step.more
    }
    return purged
  }

  async status(): Promise<CommandOutput<'geocoding.cache.status'>> {
    await this.flush()
    const { providers, purge } = await this.#parts.repository.status()
    return {
      providers: providers.map(({ provider, answers, hits, nextEnd, lastEnd }) => ({
        ...{ provider, answers, hits },
        ...(nextEnd === null ? {} : { nextEnd }),
        ...(lastEnd === null ? {} : { lastEnd }),
      })),
      purged: purge?.purged ?? 0,
      ...(purge ? { purgedAt: purge.at } : {}),
    }
  }

  /** Writes down the hits that were counted in memory. */
  async flush(): Promise<void> {
    clearTimeout(this.#hitsTimer)
    this.#hitsTimer = undefined
    const hits = [...this.#hits]
    if (hits.length === 0) return
    this.#hits.clear()
    await this.#parts.repository.countHits(hits)
  }

  #countHit(provider: string): void {
    this.#hits.set(provider, (this.#hits.get(provider) ?? 0) + 1)
    this.#hitsTimer ??= setTimeout(() => {
      this.flush().catch((cause: unknown) => this.#parts.reportError('geocoding.hits', cause))
    }, hitsWrittenEveryMs).unref()
  }

  /** Answers that come while others are being written go together: one commit for all of them. */
  #write(row: Parameters<KeptAnswersParts['repository']['keep']>[0][number]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ row, done: resolve, failed: reject })
    void this.#writeWaiting()
    return promise
  }

  async #writeWaiting(): Promise<void> {
    if (this.#writing) return
    this.#writing = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 200)
      try {
        await this.#parts.repository.keep(batch.map(({ row }) => row))
        for (const { done } of batch) done()
      } catch (cause) {
        for (const { failed } of batch) failed(cause)
      }
    }
    this.#writing = false
  }

  #shown({ provider, service, keyId, answer, fetchedAt, expiresAt }: KeptAnswer, correlationId = ''): GeoAnswer {
    // What this class wrote itself.
    const reading = JSON.parse(answer) as GeoReading
    const base = { provider, service, keyId, cached: true, fetchedAt, ...(expiresAt === null ? {} : { expiresAt }) }
    if (reading.state === 'found') {
      const candidates = reading.candidates.map((candidate) => {
        const positions = this.#parts.conversion.declared(candidate.position, candidate.countryCode)
        return { ...candidate, confidence: Math.round(Math.min(100, Math.max(0, candidate.confidence))), positions }
      })
      return { ...base, state: 'found', candidates }
    }
    if (reading.state === 'notFound') return { ...base, state: 'notFound', candidates: [] }
    const fault = new Fault(reading.code, { upstream: { system: provider, code: reading.code, message: reading.message } })
    return { ...base, state: 'badInput', candidates: [], error: fault.toEnvelope(correlationId) }
  }
}

/** Days for which answers of a key may be kept: never more than the provider permits, unless that right was bought. */
function termDays({ fields }: StoredKey, traits: GeoTraits): number {
  return traits.storageDays === undefined || fields.permanent ? fields.storageDays : Math.min(fields.storageDays, traits.storageDays)
}

const short = (reading: GeoReading): GeoReading =>
  reading.state === 'found' ? { state: 'found', candidates: reading.candidates.slice(0, mostCandidates) } : reading

import type { FieldError } from '@shared/contract/error'
import type { GeoKey, GeoKeyFields, GeoLimit, GeoUsage } from '@shared/contract/geocoding'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { GeoTraits, GeoUpstream } from '../../../upstream/geocoding/types'
import type { Pace } from './pace'
import type { geoKeysRepository, StoredKey } from './repository'
import { KeySecrets, type KeySecretsParts } from './secrets'
import type { Meter, UsageLedger } from './usage'

export interface KeysParts extends KeySecretsParts {
  repository: RepositoryClient<typeof geoKeysRepository>
  clock: Clock
  newId: () => string
  upstreams: readonly GeoUpstream[]
  ledger: UsageLedger
  pace: Pace
  changed: () => void
}

/** What changes things without a person: the example data and the take-over from practice. */
export const program = 'MiniDesk'

const noteUseEveryMs = 60_000
const longestSecret = 400

/** The keys of geocoding providers. There are a handful; all of them are kept in memory. */
export class GeoKeys {
  readonly #parts: KeysParts
  readonly #secrets: KeySecrets
  readonly #notedAt = new Map<string, number>()
  #snapshot: Promise<readonly StoredKey[]> | undefined

  constructor(parts: KeysParts) {
    this.#parts = parts
    this.#secrets = new KeySecrets(parts)
  }

  /** @throws Fault `geocoding.providerUnknown` (params `provider`) */
  upstream(provider: string): GeoUpstream {
    const found = this.#parts.upstreams.find(({ traits }) => traits.id === provider)
    if (!found) throw new Fault('geocoding.providerUnknown', { params: { provider } })
    return found
  }

  /** Whether this version knows the provider; a later one may have left a key of another. */
  isKnown(provider: string): boolean {
    return this.#traits(provider) !== undefined
  }

  /** In the order in which providers are offered. */
  inOrder(providers: readonly string[]): string[] {
    return this.#parts.upstreams.map(({ traits }) => traits.id).filter((id) => providers.includes(id))
  }

  /** From memory, archived ones too. */
  async all(): Promise<StoredKey[]> {
    return [...(await this.#read())]
  }

  /** Those in use, by provider and name; with `archived`, those put away as well, behind the others. */
  async list(archived: boolean): Promise<GeoKey[]> {
    await this.#parts.ledger.load()
    const keys = (await this.all()).filter((key) => archived || !key.archived)
    const shown = keys.map((key) => this.shown(key, keys))
    return shown.sort(
      (a, b) => Number(a.archived) - Number(b.archived) || byName.compare(a.fields.provider, b.fields.provider) || byName.compare(a.fields.name, b.fields.name),
    )
  }

  /** Those in use, as they are stored and as they are shown. */
  async inUse(): Promise<{ stored: StoredKey; shown: GeoKey }[]> {
    await this.#parts.ledger.load()
    const all = await this.#read()
    return all.filter(({ archived }) => !archived).map((stored) => ({ stored, shown: this.shown(stored, all) }))
  }

  /** @throws Fault `geocoding.keyNotFound` */
  async get(id: string): Promise<StoredKey> {
    const key = (await this.#read()).find((one) => one.id === id)
    if (!key) throw new Fault('geocoding.keyNotFound')
    return key
  }

  /** @throws Fault `bridge.invalidInput` with the fields; `geocoding.providerUnknown`, `geocoding.keyNameTaken` */
  async create(fields: GeoKeyFields, by = program): Promise<GeoKey> {
    const checked = checkFields(fields, this.upstream(fields.provider).traits, '')
    return this.#done(await this.#parts.repository.insert({ id: this.#parts.newId(), nameKey: keyOf(fields.name), fields: checked, by }))
  }

  /** @throws as {@link create}; Fault `geocoding.keyChangedMeanwhile` (params `name`, `by`, `at`) when `rev` is old */
  async update({ id, rev, fields }: { id: string; rev: number; fields: GeoKeyFields }, by: string): Promise<GeoKey> {
    const before = await this.get(id)
    // Its secrets and what is used are of the provider that it was made for.
    if (before.fields.provider !== fields.provider)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'fields.provider', code: 'geocoding.providerFixed' }] })
    const checked = checkFields(fields, this.upstream(fields.provider).traits, 'fields.')
    const stored = await this.#parts.repository.update({ id, rev, nameKey: keyOf(fields.name), fields: checked, by })
    if (JSON.stringify(before.fields.limits) !== JSON.stringify(checked.limits)) await this.#parts.ledger.forgive(meterName(stored))
    return this.#done(stored)
  }

  async archive(id: string, archived: boolean, by: string): Promise<GeoKey> {
    return this.#done(await this.#parts.repository.setArchived({ id, archived, by }))
  }

  /** @throws Fault `bridge.invalidInput` for a name that the provider does not have or a text that cannot be one; `vault.locked` */
  async setSecret(id: string, name: string, text: string): Promise<GeoKey> {
    await this.#assertField(id, name)
    const secret = text.trim()
    // eslint-disable-next-line no-control-regex -- what a careless copy brings along
    if (secret === '' || secret.length > longestSecret || /[\u0000-\u0020\u007f]/u.test(secret))
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'secret', code: 'geocoding.secretForm' }] })
    const stored = await this.#parts.repository.putSecret({ id, name, secret: this.#secrets.seal(id, name, secret) })
    await this.#parts.ledger.forgive(meterName(stored))
    return this.#done(stored)
  }

  async removeSecret(id: string, name: string): Promise<GeoKey> {
    await this.get(id)
    return this.#done(await this.#parts.repository.putSecret({ id, name }))
  }

  /** Opened for calls. @throws Fault `geocoding.keyIncomplete` (params `name`, `missing`), `geocoding.secretUnreadable`, `vault.locked` */
  async open(key: StoredKey): Promise<Record<string, string>> {
    const missing = this.#missing(key)
    if (missing.length > 0) throw new Fault('geocoding.keyIncomplete', { params: { name: key.fields.name, missing: missing.join(', ') } })
    const secrets = await this.#opened(key.id)
    await this.#noteUse(key)
    return secrets
  }

  /** After the vault was opened: from now on no log shows a stored secret. What cannot be opened is told when it is used. */
  async learnSecrets(): Promise<void> {
    for (const { id } of await this.#read())
      await this.#opened(id).catch((cause: unknown) => {
        if (!(cause instanceof Fault) || cause.code !== 'geocoding.secretUnreadable') throw cause
      })
  }

  /**
   * The key that a question goes out with: complete, with calls left today, one that the provider did not refuse before
   * one that it did; else the first that could be used if it had calls left.
   */
  async pick(provider: string, service: string): Promise<{ key: StoredKey; meter: Meter; usedUp: boolean } | undefined> {
    await this.#parts.ledger.load()
    const all = await this.#read()
    const usable = all
      .filter((key) => !key.archived && key.fields.provider === provider && this.#missing(key).length === 0)
      .map((key) => {
        const meter = this.meterOf(key, service, all)
        const { used, exhausted } = this.#parts.ledger.usage(meter)
        const refused = key.refusals.some((refusal) => refusal.service === service)
        return { key, meter, usedUp: exhausted || used >= meter.perDay, refused }
      })
      // A limit of 0 calls a day is a service that the key is not for.
      .filter(({ meter }) => meter.perDay > 0)
      .sort((a, b) => Number(a.usedUp) - Number(b.usedUp) || Number(a.refused) - Number(b.refused))
    return usable[0]
  }

  /** The limits under which a service of a key is called: the strictest of the keys that share its account. */
  meterOf(key: StoredKey, service: string, all: readonly StoredKey[]): Meter {
    const traits = this.upstream(key.fields.provider).traits
    const trait = traits.services.find((one) => one.service === service)
    if (!trait) throw new Fault('geocoding.serviceUnknown', { params: { service } })
    const meter = meterName(key)
    const limits = all
      .filter((one) => one.id === key.id || (!one.archived && meterName(one) === meter))
      .map((one) => one.fields.limits.find((limit) => limit.service === service) ?? trait.shipped)
    return {
      meter,
      service,
      dayZone: trait.dayZone,
      perDay: Math.min(...limits.map(({ perDay }) => perDay)),
      perSecond: Math.min(...limits.map(({ perSecond }) => perSecond)),
    }
  }

  /** The provider refused the key (`code`), or answered. */
  async noteRefusal(key: StoredKey, service: string, code: string | null): Promise<void> {
    const known = key.refusals.find((refusal) => refusal.service === service)
    if ((known?.code ?? null) === code) return
    await this.#parts.repository.noteRefusal({ id: key.id, service, code })
    await this.#reload()
    this.#parts.changed()
  }

  /** After the ledger was loaded. */
  shown({ refusals: _refusals, ...key }: StoredKey, all: readonly StoredKey[]): GeoKey {
    const services = this.#traits(key.fields.provider)?.services ?? []
    const usage = services.map(({ service, dayZone }): GeoUsage => {
      const meter = this.meterOf({ ...key, refusals: [] }, service, all)
      const { perDay, perSecond } = meter
      return { service, dayZone, perDay, perSecond, ...this.#parts.ledger.usage(meter) }
    })
    return { ...key, missing: this.#missing(key), usage }
  }

  /** Each key with its opened secrets; one whose secrets cannot be opened has none. For the practice stand-ins only. */
  async withSecrets(): Promise<{ key: StoredKey; secrets: Record<string, string> }[]> {
    const keys = await this.all()
    return Promise.all(keys.map(async (key) => ({ key, secrets: await this.#opened(key.id).catch(() => ({})) })))
  }

  /** What 转为正式 takes over: keys in use, without their secrets. */
  async transferable(): Promise<GeoKeyFields[]> {
    return (await this.all()).filter(({ archived }) => !archived).map(({ fields }) => fields)
  }

  /** Creates them here and says how many; one whose name stands here already is left as it is. */
  async adopt(keys: readonly GeoKeyFields[]): Promise<number> {
    if (keys.length === 0) return 0
    const rows = keys.map((fields) => ({ id: this.#parts.newId(), nameKey: keyOf(fields.name), fields, by: program }))
    const made = await this.#parts.repository.adopt(rows)
    await this.#reload()
    this.#parts.changed()
    return made
  }

  /** Reads the keys again and tells the pace their limits. */
  async refresh(): Promise<void> {
    await this.#reload()
  }

  #traits(provider: string): GeoTraits | undefined {
    return this.#parts.upstreams.find(({ traits }) => traits.id === provider)?.traits
  }

  /** Names of required secrets that are not there; `provider` for one that a later version knew. */
  #missing(key: Pick<StoredKey, 'fields' | 'secrets'>): string[] {
    const traits = this.#traits(key.fields.provider)
    if (!traits) return ['provider']
    const set = new Set(key.secrets.map(({ name }) => name))
    return traits.fields.filter(({ name, required }) => required && !set.has(name)).map(({ name }) => name)
  }

  async #assertField(id: string, name: string): Promise<void> {
    const { traits } = this.upstream((await this.get(id)).fields.provider)
    if (!traits.fields.some((field) => field.name === name))
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'name', code: 'geocoding.secretUnknown', params: { name } }] })
  }

  async #opened(id: string): Promise<Record<string, string>> {
    const sealed = await this.#parts.repository.sealed(id)
    return Object.fromEntries(sealed.map(({ name, sealed: text }) => [name, this.#secrets.open(id, name, text)]))
  }

  /** The call matters more than the note: a full disk must not stop it here. */
  async #noteUse({ id }: StoredKey): Promise<void> {
    const now = this.#parts.clock.now().getTime()
    if (Math.abs(now - (this.#notedAt.get(id) ?? -Infinity)) < noteUseEveryMs) return
    this.#notedAt.set(id, now)
    await this.#parts.repository.secretsUsed(id).catch(() => undefined)
    this.#snapshot = undefined
  }

  #read(): Promise<readonly StoredKey[]> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#parts.repository.all().then((keys) => {
      this.#parts.pace.setLimits(this.#limitsOf(keys))
      return keys
    })
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  /** Calls a second for each bucket of the keys in use. */
  #limitsOf(keys: readonly StoredKey[]): Map<string, number> {
    const limits = new Map<string, number>()
    for (const key of keys)
      for (const { service } of this.#traits(key.fields.provider)?.services ?? []) {
        const meter = this.meterOf(key, service, keys)
        limits.set(rateKeyOf(meter), meter.perSecond)
      }
    return limits
  }

  async #reload(): Promise<void> {
    this.#snapshot = undefined
    await this.#read()
  }

  /** A changed limit holds from this moment, also for calls that wait already. */
  async #done(stored: StoredKey): Promise<GeoKey> {
    await this.#reload()
    await this.#parts.ledger.load()
    this.#parts.changed()
    return this.shown(stored, await this.#read())
  }
}

const byName = new Intl.Collator('zh-CN', { numeric: true })
const keyOf = (name: string) => name.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().toLowerCase()

/** Keys of the same account share its limits (geocoding-and-face 1.7). */
function meterName({ id, fields }: Pick<StoredKey, 'id' | 'fields'>): string {
  return `${fields.provider}:${fields.account === '' ? id : keyOf(fields.account)}`
}

/** Bucket of the rate limit. */
export const rateKeyOf = ({ meter, service }: Pick<Meter, 'meter' | 'service'>) => `geo:${meter}:${service}`

/** @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function checkFields(fields: GeoKeyFields, traits: GeoTraits, prefix: string): GeoKeyFields {
  const services = new Set(traits.services.map(({ service }) => service))
  const seen = new Set<string>()
  const issues: FieldError[] = fields.limits.flatMap(({ service }: GeoLimit, index) => {
    const code = services.has(service) ? (seen.has(service) ? 'geocoding.serviceTwice' : undefined) : 'geocoding.serviceUnknown'
    seen.add(service)
    return code === undefined ? [] : [{ path: `${prefix}limits.${index}.service`, code, params: { service } }]
  })
  const { storageDays } = traits
  if (storageDays !== undefined && !fields.permanent && fields.storageDays > storageDays)
    issues.push({ path: `${prefix}storageDays`, code: 'geocoding.storageTooLong', params: { days: storageDays } })
  if (issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
  return fields
}

import { ServiceFields, type ServiceTest, type ShortService } from '@shared/contract/short-addresses'
import { asEnvelope } from '../../bridge/router'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { ShortAddressClient } from '../../upstream/short-address'
import { buildCall, maskedRequest, rulesOf } from './build-call'
import { checkSecret, checkService, neededSecrets, originsOf } from './checks'
import { ServiceSecrets, type ServiceSecretsOptions } from './secrets'
import type { shortServicesRepository, StoredService } from './services.repository'

export interface ShortServicesOptions extends ServiceSecretsOptions {
  services: RepositoryClient<typeof shortServicesRepository>
  client: ShortAddressClient
  redact: (text: string) => string
  newId: () => string
  changed: () => void
}

/** What 转为正式 takes over: services in use, without their secrets. */
export interface TransferableService {
  sourceId: string
  fields: ServiceFields
  isDefault: boolean
}

/** What changes things without a person: the example data and the take-over from practice. */
const program = 'MiniDesk'
/** A plain scheme of a mini program that does not exist: what these services are for. */
const exampleLink = 'weixin://dl/business/?appid=wx00a1b2c3d4e5f601&path=pages/index/index&query=from%3Dsms'
const shownAnswer = 4000

/** The short-address services of one workspace. */
export class ShortServices {
  readonly #parts: ShortServicesOptions
  readonly secrets: ServiceSecrets

  constructor(parts: ShortServicesOptions) {
    this.#parts = parts
    this.secrets = new ServiceSecrets(parts)
  }

  async list(archived = false): Promise<ShortService[]> {
    const services = (await this.#parts.services.all()).map(toService).filter((service) => archived || !service.archived)
    return services.sort((a, b) => Number(a.archived) - Number(b.archived) || Number(b.isDefault) - Number(a.isDefault) || byText.compare(a.name, b.name))
  }

  async find(id: string): Promise<ShortService | undefined> {
    return (await this.list(true)).find((service) => service.id === id)
  }

  /** @throws Fault `shortAddresses.serviceNotFound` */
  async require(id: string): Promise<ShortService> {
    const service = await this.find(id)
    if (!service) throw new Fault('shortAddresses.serviceNotFound')
    return service
  }

  /**
   * Adds or changes. Secrets stay only while everything still goes to the same hosts: whoever may change an address
   * must not have a secret sent to another host.
   * @throws Fault `bridge.invalidInput` with the fields, `shortAddresses.nameTaken`, `shortAddresses.changedMeanwhile`
   */
  async save(input: { id?: string | undefined; rev?: number | undefined; fields: ServiceFields }, by = program): Promise<ShortService> {
    const { id, fields } = input
    const issues = checkService(fields)
    if (issues.length > 0)
      throw new Fault('bridge.invalidInput', { fields: issues.map((issue) => ({ ...issue, path: `fields.${issue.path}` })) })
    const nameKey = keyOf(fields.name)
    if (id === undefined) return this.#done(await this.#parts.services.insert({ id: this.#parts.newId(), nameKey, fields, by }))
    const before = await this.require(id)
    const known = originsOf(before)
    const sameHosts = [...originsOf(fields)].every((origin) => known.has(origin))
    const keepSecrets = sameHosts ? neededSecrets(fields) : []
    return this.#done(await this.#parts.services.update({ id, rev: input.rev ?? 0, nameKey, fields, keepSecrets, by }))
  }

  async archive(id: string, archived: boolean, by = program): Promise<ShortService> {
    return this.#done(await this.#parts.services.setArchived({ id, archived, by }))
  }

  async setDefault(id: string): Promise<ShortService> {
    return this.#done(await this.#parts.services.setDefault(id))
  }

  /** @throws Fault `bridge.invalidInput` for a name that the service does not use or a value that cannot be sent */
  async setSecret(id: string, name: string, secret: string): Promise<ShortService> {
    const key = name.toLowerCase()
    const service = await this.require(id)
    if (!service.secrets.some((one) => one.name === key))
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'name', code: 'shortAddresses.secretUnused' }] })
    if (secret === '') return this.#done(await this.#parts.services.putSecret({ id, name: key }))
    const issues = checkSecret(secret)
    if (issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
    return this.#done(await this.#parts.services.putSecret({ id, name: key, secret: this.secrets.seal(id, key, secret) }))
  }

  /** A real call: the service makes a short address for the example. */
  async test(id: string, link: string | undefined, doer: { correlationId: string; signal: AbortSignal }): Promise<ServiceTest> {
    const service = await this.require(id)
    const values = { link: link ?? exampleLink, title: 'MiniDesk', campaign: 'test' }
    const call = buildCall(service, service.create, values, await this.secrets.of(id))
    const { url, answer, outcome } = await this.#parts.client.send(call, rulesOf(service, true), doer)
    const ends = new Map(service.secrets.map(({ name, last4 }) => [name, last4 ?? '']))
    const text = this.#parts.redact(answer?.text ?? '')
    const found = outcome.ok ? outcome.address : outcome.found
    return {
      ok: outcome.ok,
      request: maskedRequest(service, service.create, values, ends, url),
      ...(answer ? { answer: { status: answer.status, ms: answer.ms, text: text.slice(0, shownAnswer), cut: text.length > shownAnswer } } : {}),
      ...(found === undefined ? {} : { found }),
      ...(outcome.ok && outcome.id !== '' ? { foundId: outcome.id } : {}),
      ...(outcome.ok ? {} : { error: asEnvelope(outcome.fault, doer.correlationId) }),
    }
  }

  /** Each service with its opened secrets; one whose secrets cannot be opened has none. For the practice stand-in only. */
  async withSecrets(): Promise<{ id: string; url: string; secrets: string[] }[]> {
    const services = await this.list(true)
    return Promise.all(
      services.map(async ({ id, create }) => {
        const secrets = await this.secrets.of(id).catch(() => new Map<string, string>())
        return { id, url: create.url, secrets: [...secrets.values()] }
      }),
    )
  }

  async transferable(): Promise<TransferableService[]> {
    return (await this.list()).map(({ id, isDefault, ...service }) => ({ sourceId: id, fields: ServiceFields.strip().parse(service), isDefault }))
  }

  /** Creates them here without secrets. Answers old id → new id, and how many were made. */
  async adopt(services: readonly TransferableService[]): Promise<{ ids: Map<string, string>; made: number }> {
    const rows = services.map(({ fields, isDefault }) => ({ id: this.#parts.newId(), nameKey: keyOf(fields.name), fields, isDefault }))
    const { ids, made } = await this.#parts.services.adopt({ rows, by: program })
    this.#parts.changed()
    return { ids: new Map(services.map(({ sourceId }, index) => [sourceId, ids[index] ?? ''])), made }
  }

  #done(stored: StoredService): ShortService {
    this.#parts.changed()
    return toService(stored)
  }
}

const byText = new Intl.Collator('zh-CN', { numeric: true })
const keyOf = (name: string) => name.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().toLowerCase()

function toService({ fields, secrets, ...row }: StoredService): ShortService {
  const known = ServiceFields.parse(fields)
  const set = new Map(secrets.map((secret) => [secret.name, secret]))
  return {
    ...row,
    ...known,
    secrets: neededSecrets(known).map((name) => {
      const one = set.get(name)
      return one ? { name, last4: one.last4, setAt: one.setAt } : { name }
    }),
    warnings: [...originsOf(known)].some((origin) => origin.startsWith('http:')) ? ['notHttps'] : [],
  }
}

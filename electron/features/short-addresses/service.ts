import { randomUUID } from 'node:crypto'
import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { ShortAddress, ShortService } from '@shared/contract/short-addresses'
import { codeOfAddress, type TemplateValues } from '@shared/domain/short-addresses'
import { asEnvelope } from '../../bridge/router'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import { isAddress, type ShortAddressClient } from '../../upstream/short-address'
import { buildCall, rulesOf } from './build-call'
import type { shortAddressesRepository, StoredAddress } from './repository'
import type { ShortServices } from './services'

/** What a short address needs to know of its link. */
export interface LinkAhead {
  id: string
  /** Empty for a code, which is a picture. */
  text: string
  title: string
  campaign: string
}

export interface ShortAddressesOptions {
  repository: RepositoryClient<typeof shortAddressesRepository>
  services: ShortServices
  client: ShortAddressClient
  /** @throws Fault `links.notFound` */
  linkOf: (id: string) => Promise<LinkAhead>
  /** The service that a campaign names, if it does. */
  serviceOfCampaign: (campaign: string) => Promise<string | undefined>
  newId: () => string
  changed: () => void
}

export interface ShortDoer {
  operatorName: string
  correlationId: string
}

/** What a renewal is told of each short address. */
export interface RepointResult {
  address: string
  outcome: 'done' | 'refused' | 'unknown' | 'byHand'
  error?: ErrorEnvelope
}

/** The short addresses of links: made through a service, noted by hand, led to a renewed link. */
export class ShortAddressesService {
  readonly #parts: ShortAddressesOptions

  constructor(parts: ShortAddressesOptions) {
    this.#parts = parts
  }

  async list(linkId: string): Promise<CommandOutput<'shortAddresses.list'>> {
    const link = await this.#parts.linkOf(linkId)
    const [rows, services, suggested] = await Promise.all([
      this.#parts.repository.ofLink(linkId),
      this.#parts.services.list(true),
      this.#suggest(link),
    ])
    return {
      addresses: rows.map((row) => toShort(row, link, services)),
      ...(suggested ? { suggested: { serviceId: suggested.service.id, because: suggested.because } } : {}),
    }
  }

  /**
   * Has an address made. The intent is written first; an answer that never came leaves it `unknown`, and nothing is
   * repeated: a second address would be harmless, but nobody would know of the first.
   * @throws Fault `shortAddresses.noService`, `.linkHasNoText`, `.underWay`, or what the service answered
   */
  async create(linkId: string, serviceId: string | undefined, doer: ShortDoer): Promise<ShortAddress> {
    const { repository, client, services } = this.#parts
    const link = await this.#parts.linkOf(linkId)
    if (link.text === '') throw new Fault('shortAddresses.linkHasNoText')
    const service = serviceId === undefined ? (await this.#suggest(link))?.service : await services.require(serviceId)
    if (!service) throw new Fault('shortAddresses.noService')
    if (service.archived) throw new Fault('shortAddresses.serviceArchived', { params: { name: service.name } })
    // Built before the intent: what is missing on our side is no attempt.
    const call = buildCall(service, service.create, valuesOf(link), await services.secrets.of(service.id))
    const { id } = await repository.open({ id: doer.correlationId, linkId, serviceId: service.id, target: link.text, by: doer.operatorName })
    const { outcome } = await client.send(call, rulesOf(service, true), { correlationId: doer.correlationId })
    if (!outcome.ok) {
      await repository.end({ id, state: stateOf(outcome.fault), error: asEnvelope(outcome.fault, doer.correlationId) })
      this.#parts.changed()
      throw outcome.fault
    }
    const row = await this.#keep(id, { address: outcome.address, remoteId: outcome.id }, doer)
    return this.#done(row, link)
  }

  /** @throws Fault `shortAddresses.known`; `bridge.invalidInput` for what is no short address */
  async add(linkId: string, address: string, by: string): Promise<ShortAddress> {
    const link = await this.#parts.linkOf(linkId)
    const row = await this.#parts.repository.add({ id: this.#parts.newId(), linkId, address: usable(address), target: link.text, by })
    return this.#done(row, link)
  }

  async settle(id: string, address: string | undefined): Promise<ShortAddress> {
    const row = await this.#parts.repository.settle({ id, address: address === undefined ? null : usable(address) })
    return this.#done(row, await this.#parts.linkOf(row.linkId))
  }

  /** @throws Fault `shortAddresses.cannotRepoint` where the service has no such call, or what it answered */
  async repoint(id: string, doer: ShortDoer): Promise<ShortAddress> {
    const before = await this.#parts.repository.one(id)
    const link = await this.#parts.linkOf(before.linkId)
    const services = await this.#parts.services.list(true)
    const service = services.find((one) => one.id === before.serviceId)
    if (!service || !canRepoint(before, service))
      throw new Fault('shortAddresses.cannotRepoint', { params: { name: service?.name ?? '—' } })
    const { fault, row } = await this.#lead(before, service, link, doer)
    this.#parts.changed()
    if (fault) throw fault
    return toShort(row, link, services)
  }

  async noteRepoint(id: string, by: string): Promise<ShortAddress> {
    const { linkId } = await this.#parts.repository.one(id)
    const link = await this.#parts.linkOf(linkId)
    return this.#done(await this.#parts.repository.repointed({ id, target: link.text, by }), link)
  }

  async retire(id: string, retired: boolean): Promise<ShortAddress> {
    const row = await this.#parts.repository.retire({ id, retired })
    return this.#done(row, await this.#parts.linkOf(row.linkId))
  }

  /** For a renewal: the addresses in use that lead to a link, and whether the program can lead them elsewhere. */
  async targetsOf(linkId: string): Promise<{ id: string; address: string; canRepoint: boolean }[]> {
    const services = await this.#parts.services.list(true)
    return (await this.#inUse(linkId)).map((row) => ({
      id: row.id,
      address: row.address,
      canRepoint: canRepoint(row, services.find(({ id }) => id === row.serviceId)),
    }))
  }

  /** For a renewal: leads all of them to the link's new text. What cannot be is for a person (`byHand`). */
  async repointAll(linkId: string, text: string, doer: ShortDoer): Promise<RepointResult[]> {
    const services = await this.#parts.services.list(true)
    const link = { ...(await this.#parts.linkOf(linkId)), text }
    const results: RepointResult[] = []
    for (const row of await this.#inUse(linkId)) {
      const service = services.find(({ id }) => id === row.serviceId)
      if (row.target === text) results.push({ address: row.address, outcome: 'done' })
      else if (!service || !canRepoint(row, service)) results.push({ address: row.address, outcome: 'byHand' })
      else results.push(await this.#leadSafely(row, service, link, doer))
    }
    this.#parts.changed()
    return results
  }

  /** What was under way when the program ended. */
  async recover(): Promise<void> {
    const lost = new Fault('shortAddresses.programEnded', { retry: 'afterCheck' })
    await this.#parts.repository.recover(asEnvelope(lost, randomUUID()))
  }

  async #inUse(linkId: string): Promise<StoredAddress[]> {
    return (await this.#parts.repository.ofLink(linkId)).filter(({ state, retired }) => state === 'done' && !retired)
  }

  /** One failure must not keep the other addresses from being led on. */
  async #leadSafely(row: StoredAddress, service: ShortService, link: LinkAhead, doer: ShortDoer): Promise<RepointResult> {
    const { address } = row
    try {
      const { fault } = await this.#lead(row, service, link, doer)
      return fault ? { address, outcome: stateOf(fault), error: asEnvelope(fault, doer.correlationId) } : { address, outcome: 'done' }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      return { address, outcome: 'refused', error: asEnvelope(cause, doer.correlationId) }
    }
  }

  async #lead(
    before: StoredAddress,
    service: ShortService,
    link: LinkAhead,
    doer: ShortDoer,
  ): Promise<{ fault?: Fault; row: StoredAddress }> {
    const { repository, client, services } = this.#parts
    if (!service.repoint) throw new Fault('shortAddresses.cannotRepoint', { params: { name: service.name } })
    const values = { ...valuesOf(link), address: before.address, code: codeOfAddress(before.address), id: before.remoteId }
    const call = buildCall(service, service.repoint, values, await services.secrets.of(service.id))
    await repository.openRepoint({ id: before.id, target: link.text })
    const { outcome } = await client.send(call, rulesOf(service, false), { correlationId: doer.correlationId })
    if (outcome.ok) return { row: await repository.repointed({ id: before.id, target: link.text, by: doer.operatorName }) }
    const error = asEnvelope(outcome.fault, doer.correlationId)
    return { fault: outcome.fault, row: await repository.repointFailed({ id: before.id, error }) }
  }

  /** The address is there; where it cannot be written down, the attempt must not look as if nothing had come of it. */
  async #keep(id: string, made: { address: string; remoteId: string }, doer: ShortDoer): Promise<StoredAddress> {
    try {
      return await this.#parts.repository.complete({ id, ...made })
    } catch (cause) {
      const error = asEnvelope(cause, doer.correlationId)
      await this.#parts.repository.end({ id, state: 'unknown', error }).catch(() => undefined)
      throw cause
    }
  }

  async #suggest(link: LinkAhead): Promise<{ service: ShortService; because: 'campaign' | 'workspace' } | undefined> {
    const inUse = await this.#parts.services.list()
    const named = link.campaign === '' ? undefined : await this.#parts.serviceOfCampaign(link.campaign)
    const ofCampaign = inUse.find(({ id }) => id === named)
    if (ofCampaign) return { service: ofCampaign, because: 'campaign' }
    const service = inUse.find(({ isDefault }) => isDefault)
    return service && { service, because: 'workspace' }
  }

  async #done(row: StoredAddress, link: LinkAhead): Promise<ShortAddress> {
    this.#parts.changed()
    return toShort(row, link, await this.#parts.services.list(true))
  }
}

const valuesOf = ({ text, title, campaign }: LinkAhead): TemplateValues => ({ link: text, title, campaign })
const stateOf = (fault: Fault): 'refused' | 'unknown' => (fault.retry === 'afterCheck' ? 'unknown' : 'refused')

function canRepoint(row: StoredAddress, service: ShortService | undefined): boolean {
  return row.state === 'done' && service?.repoint !== undefined && !service.archived
}

/** @throws Fault `bridge.invalidInput` */
function usable(address: string): string {
  if (isAddress(address)) return address
  throw new Fault('bridge.invalidInput', { fields: [{ path: 'address', code: 'shortAddresses.addressForm' }] })
}

function toShort(row: StoredAddress, link: LinkAhead, services: readonly ShortService[]): ShortAddress {
  const { id, linkId, state, address, target, createdAt, createdBy, retired } = row
  return {
    id,
    linkId,
    ...(row.serviceId === null ? {} : { service: { id: row.serviceId, name: row.serviceName ?? '' } }),
    state,
    address,
    target,
    current: target === link.text,
    canRepoint: canRepoint(row, services.find((one) => one.id === row.serviceId)),
    createdAt,
    createdBy,
    ...(row.repointedAt === null ? {} : { repointedAt: row.repointedAt, repointedBy: row.repointedBy ?? '' }),
    ...(row.error === null ? {} : { error: row.error }),
    retired,
  }
}

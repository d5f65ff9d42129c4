import type { CommandOutput } from '@shared/contract'
import type { Expiry } from '@shared/contract/link-values'
import type { LinkUse, RenewTarget } from '@shared/contract/links'
import { isLinkKind, linkKindTraits } from '@shared/domain/links'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { requireApp } from './require-app'
import { planLink, type RowPlan } from './row-plan'
import { readOptions, type StoredLink, toLink } from './rows'
import type { Doer } from './doer'
import { lostState, type LinksService } from './service'

export const renewJob = 'links.renew'

/** What a renewal does with what leads to a link, by the kind of use. */
const reachOf: Readonly<Record<LinkUse['kind'], RenewTarget['reach']>> = {
  page: 'byHand',
  article: 'byHand',
  other: 'byHand',
  sms: 'never',
  print: 'never',
  chat: 'never',
  device: 'never',
}

/** Why a link cannot be renewed: the code of the fault, whose text stands under `errors`. */
export type NotRenewable = 'links.renewNever' | 'links.renewPermanent' | 'links.renewArchived' | 'links.renewApp'

type Renewed = CommandOutput<'links.renew'>

/** A new text and a new end for a link that is out in the world; record, variants and short addresses stay. */
export class Renewals {
  readonly #links: LinksService

  constructor(links: LinksService) {
    this.#links = links
  }

  /** What it would change by itself, what a person must change, and what it can never reach. */
  async plan(id: string): Promise<CommandOutput<'links.renewPlan'>> {
    const row = await this.#links.require(id)
    const reason = await this.#reason(await this.#baseOf(row))
    return {
      link: toLink(row, this.#links.parts.clock.instant()),
      possible: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      targets: await this.#targets(row),
    }
  }

  /**
   * Renews a link; of a variant the link that it appends to, and with it all its variants.
   * @throws Fault of {@link NotRenewable}, `links.refused`, `links.allowanceUsedUp`, `wechat.*`
   */
  async renew(id: string, expiry: Expiry | undefined, doer: Doer, jobId?: string): Promise<Renewed> {
    const base = await this.#baseOf(await this.#links.require(id))
    const targets = await this.#once(base.id, async () => {
      await this.#renewBase(base.id, expiry, doer, jobId)
      return this.#repoint(base.id, doer)
    })
    this.#links.parts.changed.links(1)
    return { link: toLink(await this.#links.require(id), this.#links.parts.clock.instant()), targets }
  }

  /** Starts the renewal of several. */
  async start(
    input: { ids: string[]; expiry?: Expiry | undefined },
    doer: Doer,
    locale: 'zh-CN' | 'en',
    title: string,
  ): Promise<{ jobId: string }> {
    const ids = await this.basesOf(input.ids)
    const jobId = await this.#links.parts.jobs.start({
      kind: renewJob,
      title,
      input: { ids, expiry: input.expiry ?? null },
      locale,
      createdBy: doer.operatorName,
      totalItems: ids.length,
    })
    return { jobId }
  }

  /** The links that are made anew for these: each base once, however many of its variants are among them. */
  async basesOf(ids: string[]): Promise<string[]> {
    const rows = await this.#links.parts.repository.byIds(ids)
    const found = new Map(rows.map((row) => [row.id, row.variantOfId ?? row.id]))
    return [...new Set(ids.flatMap((id) => found.get(id) ?? []))]
  }

  async #baseOf(row: StoredLink): Promise<StoredLink> {
    return row.variantOfId === null ? row : this.#links.require(row.variantOfId)
  }

  async #reason(row: StoredLink): Promise<NotRenewable | undefined> {
    if (!isLinkKind(row.kind) || linkKindTraits[row.kind].expiry === 'none') return 'links.renewNever'
    if (readOptions(row.options).permanent === true) return 'links.renewPermanent'
    if (row.archived === 1) return 'links.renewArchived'
    const app = await this.#links.parts.apps.byId(row.appId)
    return !app || app.archived ? 'links.renewApp' : undefined
  }

  /** Joins a renewal that is under way instead of making a second one. */
  #once(id: string, renew: () => Promise<RenewTarget[]>): Promise<RenewTarget[]> {
    const { renewing } = this.#links
    const running = renewing.get(id)
    if (running) return running
    const started = renew().finally(() => renewing.delete(id))
    renewing.set(id, started)
    return started
  }

  /** Intent, call, outcome. Until WeChat has answered the record keeps its text. */
  async #renewBase(id: string, expiry: Expiry | undefined, doer: Doer, jobId: string | undefined): Promise<void> {
    const row = await this.#links.require(id)
    const reason = await this.#reason(row)
    if (reason !== undefined) throw new Fault(reason)
    const { repository } = this.#links.parts
    const app = await requireApp(this.#links.parts.apps, row.appId)
    const plan = this.#planOf(row, app, expiry)
    // The request bears the number of the call it came with, except in a job, where many come with one.
    const requestId = jobId === undefined ? doer.correlationId : this.#links.parts.newId()
    const request = { ...this.#links.newRequest(plan, doer.operatorName), id: requestId, renews: row.id }
    await repository.openRequest({ ...request, ...(jobId === undefined ? {} : { jobId }) })
    const outcome = await this.#links.call(plan, app, requestId)
    if (!outcome.ok) return this.#links.endAndThrow(requestId, plan, outcome.fault, doer)
    const { text, expiresAt } = outcome.made
    await this.#links.keepOrUnknown(
      () => repository.completeRenewal({ requestId, linkId: row.id, text, expiresAt, operatorName: doer.operatorName }),
      (error) => repository.endRequest({ requestId, state: lostState(row.kind), error }),
      requestId,
    )
  }

  /** @throws Fault `links.refused` */
  #planOf(row: StoredLink, app: Parameters<typeof planLink>[0]['app'], expiry: Expiry | undefined): RowPlan {
    const { clock } = this.#links.parts
    const fields = {
      kind: row.kind,
      app,
      place: undefined,
      path: row.path,
      query: row.query,
      envVersion: row.envVersion,
      expiry: expiry ?? this.#sameSpan(row),
      options: readOptions(row.options),
      channel: row.channel,
      audience: row.audience,
      campaign: row.campaign,
      note: row.note,
      // It stands in the query already.
      withDefaultTag: false,
    }
    const { plan, issues } = planLink(fields, clock.instant(), this.#links.limits())
    if (plan) return { ...plan, name: '' }
    const errors = issues.filter(({ severity }) => severity === 'error')
    throw new Fault('links.refused', { fields: errors.map(({ field, code, params }) => ({ path: field, code, params })) })
  }

  /** As many days as it had before. */
  #sameSpan(row: StoredLink): Expiry {
    const most = this.#links.limits().expiryMaxDays
    if (row.expiresAt === null) return { type: 'days', days: most }
    const ms = Date.parse(row.expiresAt) - Date.parse(row.renewedAt ?? row.createdAt)
    return { type: 'days', days: Math.min(most, Math.max(1, Math.round(ms / 86_400_000))) }
  }

  /** Everything that leads to a link, before a renewal. */
  async #targets(row: StoredLink): Promise<RenewTarget[]> {
    const { repository, shortAddresses } = this.#links.parts
    const base = await this.#baseOf(row)
    const variants = await repository.variants(base.id)
    const targets: RenewTarget[] = [
      { kind: 'record', text: base.text, reach: 'itself' },
      ...variants.map(({ text }): RenewTarget => ({ kind: 'variant', text, reach: 'itself' })),
    ]
    for (const link of [base, ...variants]) {
      for (const { address, canRepoint } of (await shortAddresses?.targetsOf(link.id)) ?? []) {
        targets.push({ kind: 'shortAddress', text: address, reach: canRepoint ? 'itself' : 'byHand' })
      }
      targets.push(...(await this.#usesOf(link)))
    }
    return targets
  }

  async #usesOf(link: StoredLink): Promise<RenewTarget[]> {
    const uses = await this.#links.parts.repository.uses(link.id)
    return uses.map(({ kind, text, url, count }) => ({
      kind,
      text,
      reach: reachOf[kind],
      ...(url === null ? {} : { url }),
      ...(count === null ? {} : { count }),
    }))
  }

  /** Lets the short addresses lead to the new texts, and says of everything what became of it. */
  async #repoint(baseId: string, doer: Doer): Promise<RenewTarget[]> {
    const { repository, shortAddresses } = this.#links.parts
    const base = await this.#links.require(baseId)
    const variants = await repository.variants(base.id)
    const targets: RenewTarget[] = [
      { kind: 'record', text: base.text, reach: 'itself', outcome: 'done' },
      ...variants.map(({ text }): RenewTarget => ({ kind: 'variant', text, reach: 'itself', outcome: 'done' })),
    ]
    for (const link of [base, ...variants]) {
      for (const { address, outcome, error } of (await shortAddresses?.repoint(link.id, link.text, doer)) ?? []) {
        const byHand = outcome === 'byHand'
        targets.push({
          kind: 'shortAddress',
          text: address,
          reach: byHand ? 'byHand' : 'itself',
          ...(byHand ? {} : { outcome }),
          ...(error ? { error } : {}),
        })
        if (byHand) continue
        const params = { address, outcome }
        await repository.note({ linkId: link.id, kind: 'repointed', operatorName: doer.operatorName, params })
      }
      targets.push(...(await this.#usesOf(link)))
    }
    return targets
  }
}

/** What a renewal job was asked for. */
export const RenewInput = z.looseObject({ ids: z.array(z.string()) })

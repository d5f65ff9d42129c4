import { createHash, randomUUID } from 'node:crypto'
import type { CommandOutput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Link, LinkFilter, LinkRequest, LinkResult, RenewTarget, UnknownRequest } from '@shared/contract/links'
import { isLinkKind, linkKinds, linkKindTraits, type LinkLimitValues } from '@shared/domain/links'
import { asEnvelope } from '../../bridge/router'
import { cursorNumber } from '../../bridge/cursor'
import { instantsOf } from '../../bridge/day-range'
import { Fault } from '../../platform/errors/fault'
import { Allowances, countsOf } from './allowances'
import type { Doer } from './doer'
import type { StoreFilter } from './filter.repository'
import type { NewRequest } from './repository'
import type { LinksOptions } from './parts'
import { requireApp } from './require-app'
import { type Made, makeAtWechat, type MakeOutcome } from './make'
import { refuseAfterUnknown, Reuse } from './reuse'
import { planLink, type RowPlan } from './row-plan'
import { timelineOf, toUse, toVersions } from './history'
import { type NewLink, type StoredLink, toLink } from './rows'

/** Making, finding and keeping links. */
export class LinksService {
  readonly parts: LinksOptions
  readonly allowances: Allowances
  readonly reuse: Reuse
  /** Renewals under way, by the link that is made anew: two clicks make one. */
  readonly renewing = new Map<string, Promise<RenewTarget[]>>()

  constructor(parts: LinksOptions) {
    this.parts = parts
    this.allowances = new Allowances(parts)
    this.reuse = new Reuse(parts)
  }

  limits(): LinkLimitValues {
    return this.parts.settings.linkLimits()
  }

  /** What would become of a request; nothing is written or called. */
  async check(request: LinkRequest): Promise<CommandOutput<'links.check'>> {
    const { issues, checked, plan } = await this.plan(request)
    const { ready } = checked
    const existing = plan && request.reuse ? await this.reuse.find({ ...plan, name: '' }) : undefined
    return {
      issues,
      ready: ready !== undefined,
      ...(existing
        ? {
            existing: {
              link: toLink(existing, this.parts.clock.instant()),
              createdBy: existing.createdBy,
              createdAt: existing.createdAt,
            },
          }
        : {}),
      allowances: plan ? await this.allowances.for(plan) : [],
      query: ready?.query ?? '',
      ...(ready?.scheme === undefined ? {} : { scheme: ready.scheme }),
      ...(ready?.body === undefined ? {} : { body: JSON.stringify(ready.body, undefined, 2) }),
      ...(ready?.expiresAt === undefined ? {} : { expiresAt: ready.expiresAt }),
      onLoad: (ready?.onLoad ?? []).map(({ key, value, decoded, decodeFails }) => ({
        key,
        value,
        ...(decodeFails ? {} : { decoded }),
      })),
    }
  }

  /**
   * Makes one link, or gives the equal one that exists. A kind that needs WeChat is written as an intent first; an
   * answer that never came leaves it `unknown` (architecture, *Money and outbound effects* 1, 2, 7).
   * @throws Fault `links.refused` with the issues as fields; `links.allowanceUsedUp`; `wechat.*`
   */
  async create(request: LinkRequest, doer: Doer): Promise<LinkResult> {
    const { app, plan } = await this.planOrRefuse(request)
    const result = await this.giveOrMake(plan, app, doer, request.reuse)
    this.parts.changed.links(1)
    return result
  }

  /** Gives the equal link where that is wanted and there is one, else carries out the plan. */
  async giveOrMake(plan: RowPlan, app: App, doer: Doer, reuse: boolean): Promise<LinkResult> {
    if (!reuse) return toLink(await this.make(plan, app, doer), this.parts.clock.instant())
    return this.reuse.give<LinkResult>(plan, {
      found: (row) => this.#reused(row, plan, doer),
      make: async () => {
        const row = await this.make(plan, app, doer)
        return { row, answer: toLink(row, this.parts.clock.instant()) }
      },
      other: refuseAfterUnknown,
    })
  }

  async #reused(row: StoredLink, plan: RowPlan, doer: Doer): Promise<LinkResult> {
    const counts = countsOf(plan, this.limits())
    const { operatorName } = doer
    await this.parts.repository.noteReuse({ linkId: row.id, appId: plan.appId, counts, operatorName })
    return {
      ...toLink(row, this.parts.clock.instant()),
      reused: { createdBy: row.createdBy, createdAt: row.createdAt, savedCall: plan.scheme === null },
    }
  }

  /** Carries out a plan that stands alone. */
  async make(plan: RowPlan, app: App, doer: Doer): Promise<StoredLink> {
    const { repository } = this.parts
    if (plan.scheme !== null) return repository.insert(this.newLink(plan, textOf(plan.scheme), doer.operatorName))
    // The request bears the number of the call it came with: the log, the error on the screen and the link's timeline
    // find each other by it.
    const request = { ...this.newRequest(plan, doer.operatorName), id: doer.requestId ?? doer.correlationId }
    await repository.openRequest(request)
    const outcome = await this.call(plan, app, request.id)
    if (!outcome.ok) return this.endAndThrow(request.id, plan, outcome.fault, doer)
    const link = this.newLink(plan, outcome.made, doer.operatorName)
    const { usedAtLeast } = outcome.made
    return this.keepOrUnknown(
      () => repository.completeRequest({ requestId: request.id, link, usedAtLeast }),
      (error) => repository.endRequest({ requestId: request.id, state: lostState(plan.kind), error }),
      request.id,
    )
  }

  /** Writes down how a request ended that made nothing, or nobody knows what; throws its fault on. */
  async endAndThrow(requestId: string, plan: RowPlan, fault: Fault, doer: Doer): Promise<never> {
    const state = fault.retry === 'afterCheck' ? lostState(plan.kind) : 'refused'
    await this.parts.repository.endRequest({ requestId, state, error: asEnvelope(fault, doer.correlationId) })
    throw fault
  }

  /**
   * Writes down a link that WeChat has made. Where that cannot be done (a full disk, say) the request becomes
   * `unknown`: the link is there and nobody knows it. The failure itself is thrown on.
   */
  async keepOrUnknown<T>(
    keep: () => Promise<T>,
    noteUnknown: (error: ErrorEnvelope) => Promise<void>,
    correlationId: string,
  ): Promise<T> {
    try {
      return await keep()
    } catch (cause) {
      // Where even this fails the request stays open, and the next start finds it.
      await noteUnknown(asEnvelope(cause, correlationId)).catch(() => undefined)
      throw cause
    }
  }

  /** The call itself; see {@link makeAtWechat}. */
  call(plan: RowPlan, app: App, correlationId: string): Promise<MakeOutcome> {
    const { wechat, clock } = this.parts
    return makeAtWechat({ wechat, clock, limits: () => this.limits() }, plan, app, correlationId)
  }

  newLink(plan: RowPlan, made: Omit<Made, 'usedAtLeast'>, createdBy: string): NewLink {
    const { alsoFindBy, name, expiry: _asked, scheme: _made, ...link } = plan
    return {
      ...link,
      id: this.parts.newId(),
      text: made.text,
      expiresAt: made.expiresAt,
      image: made.image,
      variant: null,
      createdBy,
      alsoFindBy: `${alsoFindBy} ${name}`.trim(),
    }
  }

  newRequest(plan: RowPlan, createdBy: string): NewRequest {
    const { kind, appId, path, query } = plan
    const digest = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
    const counts = countsOf(plan, this.limits())
    return { id: this.parts.newId(), kind, appId, path, query, fields: plan, digest, createdBy, counts }
  }

  async list(input: {
    filter: LinkFilter
    cursor?: string | undefined
    limit: number
    ids?: string[] | undefined
  }): Promise<CommandOutput<'links.list'>> {
    const before = cursorNumber(input.cursor)
    const page = await this.parts.repository.page({
      filter: { ...this.#storeFilter(input.filter), ...(input.ids ? { ids: input.ids } : {}) },
      before,
      limit: input.limit,
      // A later page has as many hits as the first one said.
      count: before === undefined,
    })
    const now = this.parts.clock.instant()
    const last = page.rows.at(-1)
    return {
      rows: page.rows.map((row) => toLink(row, now)),
      hits: page.hits,
      hitsCapped: page.hitsCapped,
      ...(page.rows.length === input.limit && last ? { nextCursor: String(last.seq) } : {}),
    }
  }

  async get(id: string): Promise<CommandOutput<'links.get'>> {
    const { repository, clock } = this.parts
    const row = await this.require(id)
    const now = clock.instant()
    const [requests, events, uses, versions, variants] = await Promise.all([
      repository.requestsOf(id),
      repository.events(id),
      repository.uses(id),
      repository.versions(id),
      repository.variants(id),
    ])
    const calls = (await Promise.all(requests.map((request) => this.parts.calls.byCorrelation(request.id)))).flat()
    return {
      link: toLink(row, now),
      timeline: timelineOf(row, { calls, events, uses }),
      uses: uses.map(toUse),
      versions: toVersions(row, versions),
      variants: variants.map((variant) => toLink(variant, now)),
    }
  }

  facets(): Promise<CommandOutput<'links.facets'>> {
    return this.parts.repository.facets()
  }

  async archive(ids: string[], archived: boolean, operatorName: string): Promise<{ changed: number }> {
    const changed = await this.parts.repository.archive({ ids, archived, operatorName })
    if (changed > 0) this.parts.changed.links(changed)
    return { changed }
  }

  /** What WeChat knows of a scheme or a URL Link. @throws Fault `links.noQuery` for the other kinds */
  async query(id: string, doer: Doer): Promise<CommandOutput<'links.query'>> {
    const row = await this.require(id)
    const { wechat, repository } = this.parts
    const call = { correlationId: doer.correlationId, signal: doer.signal }
    if (!queried.includes(row.kind)) throw new Fault('links.noQuery')
    const { details } =
      row.kind === 'url_link'
        ? await wechat.queryUrlLink(row.wechatAppId, { urlLink: row.text, queryType: 0 }, call)
        : await wechat.queryScheme(row.wechatAppId, { scheme: row.text, queryType: 0 }, call)
    if (!details) throw new Fault('http.unreadable', { params: { host: 'api.weixin.qq.com' }, retry: 'safe' })
    await repository.note({ linkId: id, kind: 'queried', operatorName: doer.operatorName })
    const instant = (seconds: number | undefined) =>
      seconds === undefined || seconds === 0 ? undefined : new Date(seconds * 1000).toISOString()
    const createdAt = instant(details.createTime)
    const expires = instant(details.expireTime)
    return {
      appId: details.appId,
      path: details.path,
      query: details.query,
      envVersion: details.envVersion ?? '',
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(expires === undefined ? {} : { expiresAt: expires }),
    }
  }

  /** Who has this very text among our links, now or before a renewal; the present text first, then the newest. */
  async findByText(text: string): Promise<{ link: Link; current: boolean }[]> {
    const now = this.parts.clock.instant()
    const found = await this.parts.repository.byText(text)
    return found.map(({ link, current }) => ({ link: toLink(link, now), current }))
  }

  /** What WeChat knows of one call. */
  async explainRequest(appId: string, rid: string, doer: Doer): Promise<CommandOutput<'links.explainRequest'>> {
    const app = await requireApp(this.parts.apps, appId)
    const call = { correlationId: doer.correlationId, signal: doer.signal }
    const { invokeTime, costMs, ...told } = await this.parts.wechat.explainRequest(app.appId, rid.toLowerCase(), call)
    return {
      ...(invokeTime > 0 ? { invokedAt: new Date(invokeTime * 1000).toISOString() } : {}),
      costMs: Math.round(costMs),
      ...told,
    }
  }

  async unknowns(): Promise<UnknownRequest[]> {
    return (await this.parts.repository.unknowns()).map((row) => ({
      id: row.id,
      kind: row.kind,
      app: { id: row.appId, name: row.appName },
      path: row.path,
      query: row.query,
      createdAt: row.createdAt,
      createdBy: row.createdBy,
      ...(row.batchId === null ? {} : { batch: { id: row.batchId, name: row.batchName ?? '', line: row.line ?? 0 } }),
      ...(row.renewsId === null ? {} : { renews: row.renewsId }),
      ...(row.error === null ? {} : { error: row.error }),
    }))
  }

  async settle(ids: string[], decision: 'redo' | 'giveUp', note: string): Promise<{ settled: number }> {
    const { settled, batchIds } = await this.parts.repository.settle({ ids, decision, note })
    for (const batchId of batchIds) this.parts.changed.batch(batchId)
    this.parts.changed.links(0)
    return { settled }
  }

  /** What was under way when the program ended: calls become `unknown`, batches stop where they were. */
  async recover(): Promise<void> {
    const lost = new Fault('links.programEnded', { retry: 'afterCheck' })
    const repeatable = linkKinds.filter((kind) => linkKindTraits[kind].repeatable)
    await this.parts.repository.recover({ error: asEnvelope(lost, randomUUID()), repeatable })
    await this.parts.batches.recover()
  }

  #storeFilter(filter: LinkFilter): StoreFilter {
    const { expiringWithinDays, days, ...rest } = filter
    const { clock } = this.parts
    return {
      ...definedOnly(rest),
      ...instantsOf(days),
      ...(expiringWithinDays === undefined
        ? {}
        : { expiringUntil: new Date(clock.now().getTime() + expiringWithinDays * 86_400_000).toISOString() }),
      now: clock.instant(),
    }
  }

  /** What a request would be made as, with everything that is to be said about it. */
  async plan(request: LinkRequest, defaultTag: (tag: string) => string = (tag) => tag) {
    if (!isLinkKind(request.kind)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'kind', code: 'invalid' }] })
    const app = await requireApp(this.parts.apps, request.appId)
    const places = request.placeId === undefined ? [] : await this.parts.places.all()
    const place = places.find(({ id }) => id === request.placeId)
    if (request.placeId !== undefined && !place)
      throw new Fault('places.notFound', { fields: [{ path: 'placeId', code: 'notFound' }] })
    const fields = { ...request, app: { ...app, defaultTag: defaultTag(app.defaultTag) }, place, expiry: request.expiry }
    return { app, ...planLink(fields, this.parts.clock.instant(), this.limits()) }
  }

  /** @throws Fault `links.refused` with what stands against it as fields */
  async planOrRefuse(
    request: LinkRequest,
    defaultTag?: (tag: string) => string,
  ): Promise<{ app: App; plan: RowPlan }> {
    const { app, issues, plan } = await this.plan(request, defaultTag)
    if (plan) return { app, plan: { ...plan, name: '' } }
    const fields = issues
      .filter(({ severity }) => severity === 'error')
      .map(({ field, code, params }) => ({ path: field, code, params }))
    throw new Fault('links.refused', { fields })
  }

  /** @throws Fault `links.notFound` */
  async require(id: string): Promise<StoredLink> {
    const row = await this.parts.repository.byId(id)
    if (!row) throw new Fault('links.notFound')
    return row
  }
}

/** The kinds that WeChat can be asked about (wechat-links-qr §2.3, §2.6). */
const queried: readonly string[] = ['plain_scheme', 'encrypted_scheme', 'url_link']

const textOf = (text: string): Omit<Made, 'usedAtLeast'> => ({ text, expiresAt: null, image: null })

/** What becomes of a request without an answer: one that does no harm when it is sent twice counts as not made. */
export function lostState(kind: string): 'unknown' | 'refused' {
  return isLinkKind(kind) && linkKindTraits[kind].repeatable ? 'refused' : 'unknown'
}

function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}

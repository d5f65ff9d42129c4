import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandOutput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Link, LinkFilter, LinkRequest, UnknownRequest } from '@shared/contract/links'
import { safeFileName } from '@shared/domain/file-names'
import { buildGenerateSchemeBody, expiresAt, isLinkKind, type LinkLimitValues } from '@shared/domain/links'
import { qrSvg } from '@shared/domain/qr'
import { asEnvelope } from '../../bridge/router'
import { cursorNumber } from '../../bridge/cursor'
import { instantsOf } from '../../bridge/day-range'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import { qrPng } from '../../platform/images/qr-png'
import { textFor } from '../../platform/texts/texts'
import type { JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'
import type { WechatClient } from '../../upstream/wechat'
import type { AppsService } from '../apps'
import type { callsRepository } from '../calls'
import type { PlacesService } from '../places'
import type { SettingsService } from '../settings'
import type { linkBatchesRepository } from './batch.repository'
import type { StoreFilter } from './filter.repository'
import type { linksRepository, NewRequest } from './repository'
import { planLink, type RowPlan } from './row-plan'
import { type NewLink, toLink } from './rows'

export interface LinksOptions {
  repository: RepositoryClient<typeof linksRepository>
  batches: RepositoryClient<typeof linkBatchesRepository>
  calls: RepositoryClient<typeof callsRepository>
  clock: Clock
  newId: () => string
  apps: AppsService
  places: PlacesService
  settings: SettingsService
  wechat: WechatClient
  jobs: JobRunner
  tickets: FileTickets
  incoming: IncomingFiles
  filesDir: string
  /** Images and sheets made in practice say so. */
  practiceMark: boolean
  /** In practice: the page that shows what a phone would do. */
  phoneUrl: ((scheme: string, locale: 'zh-CN' | 'en') => Promise<string>) | undefined
  changed: { links: (count: number) => void; batch: (batchId: string) => void }
}

/** Who does something, and under which number the log finds it. */
export interface Doer {
  operatorName: string
  correlationId: string
  signal: AbortSignal
}

/** Making, finding and keeping links. */
export class LinksService {
  readonly parts: LinksOptions

  constructor(parts: LinksOptions) {
    this.parts = parts
  }

  limits(): LinkLimitValues {
    return this.parts.settings.linkLimits()
  }

  /** What would become of a request; nothing is written or called. */
  async check(request: LinkRequest): Promise<CommandOutput<'links.check'>> {
    const { issues, checked } = await this.#plan(request)
    const { ready } = checked
    return {
      issues,
      ready: ready !== undefined,
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
   * Makes one link. A kind that needs WeChat is written as an intent first; an answer that never came leaves it
   * `unknown` (architecture, *Money and outbound effects* 1, 2, 7).
   * @throws Fault `links.refused` with the issues as fields; `wechat.*`
   */
  async create(request: LinkRequest, doer: Doer): Promise<Link> {
    const { app, issues, plan } = await this.#plan(request)
    if (!plan) {
      const fields = issues
        .filter(({ severity }) => severity === 'error')
        .map(({ field, code, params }) => ({ path: field, code, params }))
      throw new Fault('links.refused', { fields })
    }
    const row = await this.make({ ...plan, name: '' }, app, doer)
    this.parts.changed.links(1)
    return toLink(row, this.parts.clock.instant())
  }

  /** Carries out a plan that stands alone. */
  async make(plan: RowPlan, app: App, doer: Doer) {
    const { repository } = this.parts
    if (plan.scheme !== null) return repository.insert(this.newLink(plan, plan.scheme, null, doer.operatorName))
    // The request bears the number of the call it came with: the log, the error on the screen and the link's timeline
    // find each other by it.
    const request = { ...this.newRequest(plan, doer.operatorName), id: doer.correlationId }
    await repository.openRequest(request)
    const outcome = await this.call(plan, app, request.id)
    if (outcome.ok) {
      const link = this.newLink(plan, outcome.text, outcome.expiresAt, doer.operatorName)
      return this.keepOrUnknown(
        () => repository.completeRequest({ requestId: request.id, link }),
        (error) => repository.endRequest({ requestId: request.id, state: 'unknown', error }),
        request.id,
      )
    }
    const state = outcome.fault.retry === 'afterCheck' ? 'unknown' : 'refused'
    const error = asEnvelope(outcome.fault, doer.correlationId)
    await repository.endRequest({ requestId: request.id, state, error })
    throw outcome.fault
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

  /** The call itself. It is not aborted by a cancelled job: an answer under way is awaited, else it would be unknown. */
  async call(
    plan: RowPlan,
    app: App,
    correlationId: string,
  ): Promise<{ ok: true; text: string; expiresAt: string | null } | { ok: false; fault: Fault }> {
    const now = this.parts.clock.instant()
    if (!plan.expiry) return { ok: false, fault: new Fault('links.expiryMissing') }
    const body = buildGenerateSchemeBody({
      path: plan.path,
      query: plan.query,
      envVersion: plan.envVersion,
      expiry: plan.expiry,
    })
    try {
      const { openlink } = await this.parts.wechat.generateScheme(app.appId, body, { correlationId })
      return { ok: true, text: openlink, expiresAt: expiresAt(plan.expiry, now) ?? null }
    } catch (cause) {
      if (cause instanceof Fault) return { ok: false, fault: cause }
      // Something of ours broke after the call may have left: treated as the worst case.
      return { ok: false, fault: new Fault('wechat.outcomeUnknown', { params: { appId: app.appId, reason: 'internal' }, retry: 'afterCheck', cause }) }
    }
  }

  newLink(plan: RowPlan, text: string, expiry: string | null, createdBy: string): NewLink {
    const { kind, appId, placeId, path, query, envVersion, campaign, tag, note, alsoFindBy } = plan
    return {
      id: this.parts.newId(),
      kind,
      appId,
      placeId,
      path,
      query,
      envVersion,
      text,
      expiresAt: expiry,
      campaign,
      tag,
      note,
      createdBy,
      alsoFindBy: `${alsoFindBy} ${plan.name}`.trim(),
    }
  }

  newRequest(plan: RowPlan, createdBy: string): NewRequest {
    const { kind, appId, path, query } = plan
    const digest = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
    return { id: this.parts.newId(), kind, appId, path, query, fields: plan, digest, createdBy }
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
    const link = toLink(await this.#require(id), clock.instant())
    const timeline: CommandOutput<'links.get'>['timeline'] = [
      {
        at: link.createdAt,
        kind: 'created',
        operatorName: link.createdBy,
        params: link.batch ? { batch: link.batch.name, line: link.batch.line } : {},
      },
    ]
    const request = await repository.requestOf(id)
    const calls = request ? await this.parts.calls.byCorrelation(request.id) : []
    for (const call of calls)
      timeline.push({
        at: call.at,
        kind: 'call',
        params: { path: call.path, ms: call.durationMs, code: call.upstreamCode ?? '' },
        ...(call.requestId === undefined ? {} : { requestId: call.requestId }),
      })
    return { link, timeline: timeline.sort((a, b) => (a.at < b.at ? -1 : 1)) }
  }

  facets(): Promise<CommandOutput<'links.facets'>> {
    return this.parts.repository.facets()
  }

  async archive(ids: string[], archived: boolean): Promise<{ changed: number }> {
    const changed = await this.parts.repository.archive({ ids, archived })
    if (changed > 0) this.parts.changed.links(changed)
    return { changed }
  }

  /** What WeChat knows of a scheme. */
  async query(id: string, doer: Doer): Promise<CommandOutput<'links.query'>> {
    const row = await this.#require(id)
    const { details } = await this.parts.wechat.queryScheme(
      row.wechatAppId,
      { scheme: row.text, queryType: 0 },
      { correlationId: doer.correlationId, signal: doer.signal },
    )
    if (!details) throw new Fault('http.unreadable', { params: { host: 'api.weixin.qq.com' }, retry: 'safe' })
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

  async image(
    id: string,
    format: 'png' | 'svg',
    minWidth: number,
    locale: 'zh-CN' | 'en',
  ): Promise<CommandOutput<'links.image'>> {
    const row = await this.#require(id)
    const { practiceMark, tickets, filesDir, newId } = this.parts
    const bytes = this.draw(row.text, format, minWidth)
    const mark = practiceMark ? `${textFor(locale, 'links.export.practiceMark')}-` : ''
    const path = join(filesDir, `${newId()}.${format}`)
    await writeFile(path, bytes, { mode: 0o600 })
    const stem = safeFileName(`${mark}${row.path}-${row.query}`.replaceAll('/', '_'), { fallback: 'qr' })
    return tickets.offer({
      path,
      name: `${[...stem].slice(0, 60).join('')}.${format}`,
      bytes: bytes.length,
      temporary: true,
      disposition: 'attachment',
    })
  }

  draw(text: string, format: 'png' | 'svg', minWidth: number): Uint8Array {
    if (format === 'png') return qrPng(text, { level: 'M', minWidth, mark: this.parts.practiceMark })
    const drawn = qrSvg(text, { level: 'M', size: minWidth, mark: this.parts.practiceMark })
    if (!drawn.ok) throw new Fault('files.qrTooLong')
    return Buffer.from(drawn.svg, 'utf8')
  }

  /** @throws Fault `links.noPhone` in a live workspace */
  async phone(id: string, locale: 'zh-CN' | 'en'): Promise<{ url: string }> {
    const row = await this.#require(id)
    if (!this.parts.phoneUrl) throw new Fault('links.noPhone')
    return { url: await this.parts.phoneUrl(row.text, locale) }
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
    await this.parts.repository.recover(asEnvelope(lost, randomUUID()))
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

  async #plan(request: LinkRequest) {
    if (!isLinkKind(request.kind)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'kind', code: 'invalid' }] })
    const app = await this.parts.apps.byId(request.appId)
    if (!app || app.archived) throw new Fault('apps.notFound', { fields: [{ path: 'appId', code: 'notFound' }] })
    const places = request.placeId === undefined ? [] : await this.parts.places.all()
    const place = places.find(({ id }) => id === request.placeId)
    if (request.placeId !== undefined && !place)
      throw new Fault('places.notFound', { fields: [{ path: 'placeId', code: 'notFound' }] })
    return { app, ...planLink({ ...request, app, place, expiry: request.expiry }, this.parts.clock.instant(), this.limits()) }
  }

  async #require(id: string) {
    const row = await this.parts.repository.byId(id)
    if (!row) throw new Fault('links.notFound')
    return row
  }
}

function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}

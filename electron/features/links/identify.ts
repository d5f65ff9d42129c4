import type { HandlersOf } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Identified } from '@shared/contract/link-identify'
import type { Link } from '@shared/contract/links'
import { type AdvisedPlace, isAdvisedPlace, isWay, rank } from '@shared/domain/adviser'
import { onLoadReceives } from '@shared/domain/links'
import { findLinks, type ReadLink, readLink } from '@shared/domain/links/identify'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import { AdviserService } from '../adviser'
import { possibleTexts, type PossibleText } from './identify-texts'
import { whyNot } from './identify-why'
import type { Doer } from './doer'
import { requireApp } from './require-app'
import type { LinksService } from './service'

type Answered = Awaited<ReturnType<HandlersOf<'links', CallContext>['identifyAtWechat']>>
interface Match {
  link: Link
  by: PossibleText['by'] | 'shortAddress'
  replaced: { version: number; current: number; text: string } | undefined
}

/** 识别: what a pasted text is, whose it is, and why it may not open. */
export class Identification {
  readonly #service: LinksService
  readonly #adviser: AdviserService

  constructor(service: LinksService) {
    this.#service = service
    this.#adviser = new AdviserService(service.parts)
  }

  /** @throws Fault `bridge.invalidInput` for a place that nobody knows */
  async identify(input: { text: string; places: string[] }): Promise<Identified> {
    const places = input.places.filter(isAdvisedPlace)
    if (places.length < input.places.length)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'places', code: 'invalid' }] })
    const { links, changes } = findLinks(input.text)
    const [text = '', ...others] = links
    const read = readLink(text)
    const match = await this.#match(text, read)
    return { text, changed: changes, others, ...(await this.#told(read, match, places)) }
  }

  /**
   * What WeChat knows of a scheme or URL Link.
   * @throws Fault `links.noQuery` for what WeChat cannot be asked about; `wechat.linkNotFound`, `wechat.plainSchemeNotDeclared`
   */
  async askWechat(input: { appId: string; text: string }, doer: Doer): Promise<Answered> {
    const { wechat } = this.#service.parts
    const app = await requireApp(this.#service.parts.apps, input.appId)
    const [text = ''] = findLinks(input.text).links
    const read = readLink(text)
    const call = { correlationId: doer.correlationId, signal: doer.signal }
    if (!canAsk(read)) throw new Fault('links.noQuery')
    const { details } =
      read.kind === 'url_link'
        ? await wechat.queryUrlLink(app.appId, { urlLink: text, queryType: 0 }, call)
        : await wechat.queryScheme(app.appId, { scheme: read.kind === 'jump' ? read.innerText : text, queryType: 0 }, call)
    if (!details) throw new Fault('http.unreadable', { params: { host: 'api.weixin.qq.com' }, retry: 'safe' })
    const { appId, path, query, envVersion = '', createTime, expireTime } = details
    return { appId, path, query, envVersion, ...instantOf('createdAt', createTime), ...instantOf('expiresAt', expireTime) }
  }

  async #match(text: string, read: ReadLink): Promise<Match | undefined> {
    if (text === '') return undefined
    for (const { text: wanted, by } of possibleTexts(text, read)) {
      const [found] = await this.#service.findByText(wanted)
      if (!found) continue
      const { link } = found
      if (found.current) return { link, by, replaced: undefined }
      const versions = await this.#service.parts.repository.versions(link.id)
      const old = versions.findLast((version) => version.text === wanted)
      return { link, by, replaced: { version: old?.version ?? 1, current: link.version, text: link.text } }
    }
    if (read.kind !== 'http') return undefined
    const linkId = await this.#service.parts.shortAddresses?.linkOf?.(text)
    return linkId === undefined ? undefined : { link: (await this.#service.get(linkId)).link, by: 'shortAddress', replaced: undefined }
  }

  async #told(read: ReadLink, match: Match | undefined, places: AdvisedPlace[]) {
    const plain = partsOf(read)
    const link = match?.link
    const kind = kindOf(read, match)
    const appId = plain.appId ?? link?.app.appId
    const apps = await this.#service.parts.apps.all()
    const app = apps.find((one) => one.appId === appId)
    const known = {
      kind: match?.by === 'shortAddress' ? match.link.kind : plain.kind === kind || kind === 'jump' ? (link?.kind ?? plain.kind) : kind,
      app,
      appId,
      path: plain.path ?? (plain.kind === 'plain_scheme' ? undefined : link?.path),
      query: plain.query ?? link?.query,
      // A variant's own query holds what it appends.
      cq: plain.cq ?? link?.variantOf?.cq,
      envVersion: plain.envVersion ?? link?.envVersion,
      record: match ? { link: match.link, replaced: match.replaced } : undefined,
      notices: plain.notices,
    }
    const received = [...onLoadReceives(known.query ?? ''), ...onLoadReceives(known.cq ?? '')]
    const why = [
      ...(kind === 'jump' ? [{ code: 'jump', params: {}, severity: 'warning' as const }] : []),
      ...(kind === 'http' ? [{ code: 'ordinary', params: {}, severity: 'notice' as const }] : []),
      ...whyNot(known),
    ]
    const { path, query, cq, envVersion } = known
    return {
      kind,
      ...(plain.other === undefined ? {} : { other: plain.other }),
      ...(plain.problem === undefined ? {} : { problem: plain.problem }),
      ours: oursOf(match, app, appId, known.kind),
      ...(app ? { app: { id: app.id, name: app.name, archived: app.archived } } : {}),
      ...defined({ appId, path, query, cq, envVersion, name: plain.name, title: plain.title, expiresAt: endOf(match) }),
      endless: known.kind === 'plain_scheme' || (link !== undefined && endOf(match) === undefined),
      onLoad: received,
      ...(match ? { record: recordOf(match) } : {}),
      why,
      spots: this.#spots(known.kind, places),
      canAsk: canAsk(read),
    }
  }

  /** What the rules in force say of this kind at the places that were named. */
  #spots(kind: string, places: AdvisedPlace[]): Identified['spots'] {
    if (!isWay(kind)) return []
    const facts = { individual: 'no', overseas: 'no', notReleased: 'no', notDeclared: 'no', noOpenTagRight: 'no', longLife: 'no', manyLinks: 'no' } as const
    return rank({ places, platforms: [], facts }, this.#adviser.rules()).find(({ way }) => way === kind)?.spots ?? []
  }
}

interface ReadParts {
  kind: string
  appId?: string | undefined
  path?: string | undefined
  query?: string | undefined
  cq?: string | undefined
  envVersion?: string | undefined
  name?: string | undefined
  title?: string | undefined
  other?: string | undefined
  problem?: { code: string; params: Record<string, string> } | undefined
  notices: Extract<ReadLink, { kind: 'scheme' }>['notices']
}

/** What the text alone says. */
function partsOf(read: ReadLink): ReadParts {
  switch (read.kind) {
    case 'jump':
      return partsOf(read.inner)
    case 'scheme': {
      const { scheme, notices } = read
      if (scheme.kind === 'encrypted') return { kind: 'encrypted_scheme', cq: scheme.cq, notices }
      const { appId, path, query, envVersion } = scheme
      return { kind: 'plain_scheme', appId, path, query, envVersion, notices }
    }
    case 'url_link':
      return { kind: 'url_link', cq: read.cq, notices: read.notices }
    case 'short_link':
      return { kind: 'short_link', name: read.name, title: read.title, notices: [] }
    case 'other':
      return { kind: 'other', other: read.what, notices: [] }
    case 'broken':
      return { kind: 'broken', problem: { code: read.code, params: read.params }, notices: [] }
    case 'http':
    case 'none':
      return { kind: read.kind, notices: [] }
  }
}

/** The record knows better than the form: an NFC scheme looks like an encrypted one. */
function kindOf(read: ReadLink, match: Match | undefined): string {
  if (read.kind === 'jump') return 'jump'
  if (match?.by === 'shortAddress') return 'short_address'
  return match?.link.kind ?? partsOf(read).kind
}

function canAsk(read: ReadLink): boolean {
  return read.kind === 'scheme' || read.kind === 'url_link' || (read.kind === 'jump' && read.inner.kind === 'scheme')
}

function oursOf(match: Match | undefined, app: App | undefined, appId: string | undefined, kind: string): Identified['ours'] {
  if (match) return 'yes'
  if (app) return 'appOnly'
  if (appId !== undefined) return 'no'
  return ['encrypted_scheme', 'url_link', 'short_link', 'http'].includes(kind) ? 'unknown' : 'no'
}

/** The end of the text that was found: an older text of a renewed link ended before the present one. */
function endOf(match: Match | undefined): string | undefined {
  return match?.replaced ? undefined : match?.link.expiresAt
}

function recordOf({ link, by, replaced }: Match): NonNullable<Identified['record']> {
  const { id: linkId, kind, createdBy, createdAt, campaign, channel, tag, note, place, state } = link
  return { linkId, kind, createdBy, createdAt, campaign, channel, tag, note, ...(place ? { place } : {}), state, by, ...(replaced ? { replaced } : {}) }
}

function instantOf<K extends string>(key: K, seconds: number | undefined): { [P in K]?: string } {
  return seconds === undefined || seconds === 0 ? {} : ({ [key]: new Date(seconds * 1000).toISOString() } as { [P in K]?: string })
}

function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}

/** The handlers of `links.identify…`. */
export function identifyCommands(service: LinksService): Pick<HandlersOf<'links', CallContext>, 'identify' | 'identifyAtWechat'> {
  const identification = new Identification(service)
  return {
    identify: (input) => identification.identify(input),
    identifyAtWechat: (input, { caller, correlationId, signal }) =>
      identification.askWechat(input, { operatorName: caller.operator.name, correlationId, signal }),
  }
}

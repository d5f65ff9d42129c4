import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '@shared/contract/apps'
import type { LinkRule, LinkRuleBook, LinkRuleFields, RuleVersion } from '@shared/contract/link-rules'
import type { FileTicket } from '@shared/contract/values'
import { safeFileName } from '@shared/domain/file-names'
import { checkRule, type Match, matchRules, receivedScan, type ReceivedScan } from '@shared/domain/link-rules'
import type { LinkLimitValues } from '@shared/domain/links'
import { qrSvg } from '@shared/domain/qr'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { FileTickets } from '../../platform/files/workspace-files'
import { qrPng } from '../../platform/images/qr-png'
import type { RepositoryClient } from '../../platform/store/repository'
import { allowanceOf, monthOf, startOfMonth } from './allowance'
import type { linkRulesRepository, OpenChange, SettledState, StoredRuleList } from './repository'

export interface Call {
  correlationId: string
  signal?: AbortSignal | undefined
}

/** The rules as the client of WeChat gives and takes them; versions are 1 develop, 2 trial, 3 release. */
export interface RuleInterface {
  list(appId: string, call: Call): Promise<{
    open: boolean
    rules: (Omit<LinkRule, 'openVersion'> & { openVersion: number })[]
    publicationsLeft: number | undefined
    total: number
  }>
  add(
    appId: string,
    rule: {
      prefix: string
      permit_sub_rule: 1 | 2
      path: string
      open_version: 1 | 2 | 3
      debug_url?: string[]
      is_edit: 0 | 1
    },
    call: Call,
  ): Promise<void>
  publish(appId: string, prefix: string, call: Call): Promise<void>
  remove(appId: string, prefix: string, call: Call): Promise<void>
  verificationFile(appId: string, call: Call): Promise<{ fileName: string; content: string }>
}

export interface LinkRulesOptions {
  repository: RepositoryClient<typeof linkRulesRepository>
  apps: { get(id: string): Promise<App> }
  wechat: RuleInterface
  clock: Clock
  newId: () => string
  limits: () => LinkLimitValues
  tickets: FileTickets
  filesDir: string
  /** Codes of practice are stamped. */
  practiceMark: boolean
  changed: () => void
}

const versionNumbers = { develop: 1, trial: 2, release: 3 } as const
const versionOf = (sent: number): RuleVersion => (sent === 1 ? 'develop' : sent === 2 ? 'trial' : 'release')

/** The rules for ordinary-link QR codes of the mini programs of one workspace (wechat-links-qr §4.2). */
export class LinkRulesService {
  readonly #options: LinkRulesOptions

  constructor(options: LinkRulesOptions) {
    this.#options = options
  }

  /** As last read; no call. @throws Fault `apps.notFound` */
  async book(appId: string): Promise<LinkRuleBook> {
    await this.#options.apps.get(appId)
    const { repository, clock } = this.#options
    const list = await repository.list(appId)
    const unknown = await repository.unknown(appId)
    const limits = this.#options.limits()
    const now = clock.instant()
    const since = startOfMonth(now)
    const own = await repository.publicationsSince({ appId, since })
    // What WeChat said in an earlier month says nothing about this one.
    const left = list !== undefined && list.asOf >= since ? list.publicationsLeft : undefined
    const limit = limits.linkRulePublications
    const used = left === undefined ? own : Math.max(limit - left, 0)
    const rules = list?.rules ?? []
    return {
      appId,
      ...(list ? { asOf: list.asOf } : {}),
      open: list?.open ?? false,
      rules,
      total: Math.max(list?.total ?? 0, rules.length),
      capacity: allowanceOf(Math.max(list?.total ?? 0, rules.length), limits.linkRules),
      publications: { ...allowanceOf(used, limit), month: monthOf(now), by: left === undefined ? 'own' : 'wechat' },
      unknown: unknown.map(({ id, kind, prefix, by, at }) => ({ id, kind, prefix, by, at })),
    }
  }

  /** Reads the list from WeChat and settles what was unknown by it. @throws Fault `wechat.*`, `http.*` */
  async refresh(appId: string, call: Call): Promise<LinkRuleBook> {
    await this.#read(await this.#options.apps.get(appId), call)
    return this.book(appId)
  }

  /**
   * @throws Fault `bridge.invalidInput` with the fields; `linkRules.full` at the limit; `linkRules.withoutEffect` when
   *   WeChat gave no readable answer and its list shows that nothing happened; `wechat.*`
   */
  async add(appId: string, fields: LinkRuleFields, by: string, call: Call): Promise<LinkRuleBook> {
    const { capacity, rules } = await this.book(appId)
    const rule = this.#usable(fields)
    if (rules.some(({ prefix }) => prefix === rule.prefix))
      throw new Fault('linkRules.exists', {
        params: { prefix: rule.prefix },
        fields: [{ path: 'rule.prefix', code: 'linkRules.exists' }],
      })
    if (capacity.state === 'full') throw new Fault('linkRules.full', { params: { limit: capacity.limit } })
    return this.#change(appId, { kind: 'add', prefix: rule.prefix, rule, by }, call)
  }

  /** @throws as {@link add}; Fault `linkRules.isPublished`, `linkRules.notFound` */
  async edit(appId: string, fields: LinkRuleFields, by: string, call: Call): Promise<LinkRuleBook> {
    const rule = this.#usable(fields)
    const { published } = await this.#known(appId, rule.prefix)
    if (published) throw new Fault('linkRules.isPublished', { params: { prefix: rule.prefix } })
    return this.#change(appId, { kind: 'edit', prefix: rule.prefix, rule, by }, call)
  }

  /** @throws Fault `linkRules.notFound`; `linkRules.alreadyPublished`; `linkRules.publicationsUsedUp`; as {@link add} */
  async publish(appId: string, prefix: string, by: string, call: Call): Promise<LinkRuleBook> {
    if ((await this.#known(appId, prefix)).published)
      throw new Fault('linkRules.alreadyPublished', { params: { prefix } })
    const { publications } = await this.book(appId)
    if (publications.state === 'full')
      throw new Fault('linkRules.publicationsUsedUp', { params: { limit: publications.limit, month: publications.month } })
    return this.#change(appId, { kind: 'publish', prefix, rule: undefined, by }, call)
  }

  /** @throws Fault `linkRules.notFound`; as {@link add} */
  async remove(appId: string, prefix: string, by: string, call: Call): Promise<LinkRuleBook> {
    await this.#known(appId, prefix)
    return this.#change(appId, { kind: 'remove', prefix, rule: undefined, by }, call)
  }

  /** The file as WeChat names it, for download. */
  async verificationFile(appId: string, call: Call): Promise<FileTicket> {
    const app = await this.#options.apps.get(appId)
    const { fileName, content } = await this.#options.wechat.verificationFile(app.appId, call)
    return this.#offer(safeFileName(fileName, { fallback: 'verify.txt' }), Buffer.from(content, 'utf8'))
  }

  async match(appId: string, url: string): Promise<Match<LinkRule> & { received: ReceivedScan }> {
    const { rules } = await this.book(appId)
    return { ...matchRules(url, rules), received: receivedScan(url, this.#options.clock.now().getTime()) }
  }

  /** @throws Fault `files.qrTooLong` */
  async image(url: string, format: 'png' | 'svg', minWidth: number): Promise<FileTicket> {
    const mark = this.#options.practiceMark
    const stem = safeFileName(url.replace(/^[a-z]+:\/\//i, '').replaceAll('/', '_'), { fallback: 'qr' })
    const name = `${[...stem].slice(0, 60).join('')}.${format}`
    if (format === 'png') return this.#offer(name, qrPng(url, { level: 'M', minWidth, mark }))
    const drawn = qrSvg(url, { level: 'M', size: minWidth, mark })
    if (!drawn.ok) throw new Fault('files.qrTooLong')
    return this.#offer(name, Buffer.from(drawn.svg, 'utf8'))
  }

  /** At start: what an earlier run left under way is unknown; the next reading of the list settles it. */
  async recover(): Promise<void> {
    await this.#options.repository.interrupt()
  }

  /**
   * The intent stands before the call; an answer that never came is looked up in the list, and until it is found there
   * nothing more is sent about this rule.
   * @throws Fault `linkRules.changeOpen`
   */
  async #change(
    appId: string,
    change: Pick<OpenChange, 'kind' | 'prefix' | 'rule' | 'by'>,
    call: Call,
  ): Promise<LinkRuleBook> {
    const { repository, newId } = this.#options
    const app = await this.#options.apps.get(appId)
    const id = newId()
    await repository.open({ id, appId, ...change })
    try {
      await this.#send(app.appId, change, call)
    } catch (cause) {
      await this.#settleFailure(app, id, cause, call)
      return this.book(appId)
    }
    await repository.settle([{ id, state: 'done' }])
    await this.#remember(appId, change)
    // What was done is done; a list that cannot be read now is read later.
    await this.#read(app, call).catch((cause: unknown) => {
      if (!(cause instanceof Fault)) throw cause
    })
    return this.book(appId)
  }

  /** Returns when the list shows that the change took effect after all. */
  async #settleFailure(app: App, id: string, cause: unknown, call: Call): Promise<void> {
    const { repository } = this.#options
    const unknown = !(cause instanceof Fault) || cause.retry === 'afterCheck'
    const errorCode = cause instanceof Fault ? cause.code : 'internal'
    await repository.settle([{ id, state: unknown ? 'unknown' : 'refused', errorCode }])
    this.#options.changed()
    if (!unknown) throw cause
    let settled: Map<string, SettledState>
    try {
      settled = await this.#read(app, { correlationId: call.correlationId })
    } catch {
      throw cause
    }
    const state = settled.get(id)
    if (state === 'withoutEffect') throw new Fault('linkRules.withoutEffect', { retry: 'safe', cause })
    if (state !== 'done') throw cause
  }

  #send(appId: string, { kind, prefix, rule }: Pick<OpenChange, 'kind' | 'prefix' | 'rule'>, call: Call): Promise<void> {
    const { wechat } = this.#options
    if (kind === 'publish') return wechat.publish(appId, prefix, call)
    if (kind === 'remove') return wechat.remove(appId, prefix, call)
    if (!rule) throw new Fault('internal')
    const body = {
      prefix,
      permit_sub_rule: rule.subRulesOccupied ? 2 : 1,
      path: rule.path,
      open_version: versionNumbers[rule.openVersion],
      debug_url: rule.testUrls,
      is_edit: kind === 'edit' ? 1 : 0,
    } as const
    return wechat.add(appId, { ...body, debug_url: [...body.debug_url] }, call)
  }

  /** Reads the list, keeps it, and answers what it says about the changes that were unknown. */
  async #read(app: App, call: Call): Promise<Map<string, SettledState>> {
    const { repository, wechat, clock } = this.#options
    const asked = clock.instant()
    const got = await wechat.list(app.appId, call)
    const rules = got.rules.map(({ openVersion, ...rule }) => ({ ...rule, openVersion: versionOf(openVersion) }))
    const list: StoredRuleList = { ...got, rules, asOf: asked }
    const settled = (await repository.unknown(app.id))
      .filter(({ at }) => at <= asked)
      .map((change) => ({ id: change.id, state: tookEffect(change, rules) ? 'done' : 'withoutEffect' }) as const)
    await repository.putList({ appId: app.id, list })
    await repository.settle(settled)
    this.#options.changed()
    return new Map<string, SettledState>(settled.map(({ id, state }) => [id, state]))
  }

  /** What a change that was answered brought about, until the list is read again. */
  async #remember(appId: string, { kind, prefix, rule }: Pick<OpenChange, 'kind' | 'prefix' | 'rule'>): Promise<void> {
    const { repository } = this.#options
    const list = await repository.list(appId)
    if (!list) return
    const others = list.rules.filter((one) => one.prefix !== prefix)
    const known = list.rules.find((one) => one.prefix === prefix)
    const next: LinkRule | undefined =
      kind === 'remove' ? undefined : kind === 'publish' ? known && { ...known, published: true } : rule && { ...rule, published: false }
    const rules = next ? [...others, next] : others
    const left = list.publicationsLeft
    const publicationsLeft = kind === 'publish' && left !== undefined ? Math.max(left - 1, 0) : left
    await repository.putList({ appId, list: { ...list, rules, total: rules.length, publicationsLeft } })
    this.#options.changed()
  }

  async #known(appId: string, prefix: string): Promise<LinkRule> {
    const rule = (await this.book(appId)).rules.find((one) => one.prefix === prefix)
    if (!rule) throw new Fault('linkRules.notFound', { params: { prefix } })
    return rule
  }

  #usable(fields: LinkRuleFields): LinkRuleFields {
    const { rule, issues } = checkRule(fields, this.#options.limits())
    if (issues.length === 0) return { ...rule, testUrls: [...rule.testUrls] }
    throw new Fault('bridge.invalidInput', {
      fields: issues.map(({ path, code, params }) => ({ path: `rule.${path}`, code: `linkRules.${code}`, params })),
    })
  }

  async #offer(name: string, bytes: Uint8Array): Promise<FileTicket> {
    const { tickets, filesDir, newId } = this.#options
    const path = join(filesDir, newId())
    await writeFile(path, bytes, { mode: 0o600 })
    return tickets.offer({ path, name, bytes: bytes.length, temporary: true, disposition: 'attachment' })
  }
}

/** Whether a list shows what a change was to bring about. */
function tookEffect({ kind, prefix, rule }: OpenChange, rules: readonly LinkRule[]): boolean {
  const found = rules.find((one) => one.prefix === prefix)
  if (kind === 'remove') return found === undefined
  if (kind === 'publish') return found?.published === true
  return (
    found !== undefined &&
    found.path === rule?.path &&
    found.openVersion === rule.openVersion &&
    found.subRulesOccupied === rule.subRulesOccupied &&
    JSON.stringify(found.testUrls) === JSON.stringify(rule.testUrls)
  )
}

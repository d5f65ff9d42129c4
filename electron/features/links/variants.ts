import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { App } from '@shared/contract/apps'
import type { LinkIssue, LinkRequest, LinkResult } from '@shared/contract/links'
import { appendCq, hasErrors, isLinkKind, type LinkKind, linkKindTraits, sceneWithTag, withoutKeysOf, withTag } from '@shared/domain/links'
import { asEnvelope } from '../../bridge/router'
import { Fault } from '../../platform/errors/fault'
import { reuseKeyOf } from './reuse-key'
import type { RowPlan } from './row-plan'
import { type NewLink, toLink } from './rows'
import type { Doer } from './doer'
import type { ChannelQuery } from './parts'
import type { LinksService } from './service'

interface Input {
  request: LinkRequest
  channels: string[]
}

/**
 * One page in several channels. Where a query can be appended, one base link serves all and each variant is its text
 * with the channel's tags behind it; else each variant is a link of its own with the tags in its query.
 */
export class Variants {
  readonly #links: LinksService

  constructor(links: LinksService) {
    this.#links = links
  }

  /** What would become of it; nothing is written or called. */
  async check(input: Input): Promise<CommandOutput<'links.checkVariants'>> {
    const channels = await this.#channels(input.channels)
    const kind = kindOf(input.request)
    return linkKindTraits[kind].cq === null ? this.#checkEach(input.request, kind, channels) : this.#checkAppended(input.request, kind, channels)
  }

  /** @throws the fault of the base link: without it there is no variant */
  async create(input: Input, doer: Doer): Promise<CommandOutput<'links.createVariants'>> {
    const channels = await this.#channels(input.channels)
    const kind = kindOf(input.request)
    const made =
      linkKindTraits[kind].cq === null
        ? await this.#makeEach(input.request, kind, channels, doer)
        : await this.#makeAppended(input.request, kind, channels, doer)
    this.#links.parts.changed.links(made.made.length)
    return made
  }

  async #checkAppended(request: LinkRequest, kind: LinkKind, channels: ChannelQuery[]) {
    const base = await this.#links.plan(baseRequest(request), baseTag(channels))
    const existing = base.plan && request.reuse ? await this.#links.reuse.find({ ...base.plan, name: '' }) : undefined
    const variants = channels.map(({ code, name, query }) => {
      const appended = appendCq('', kind, query, { baseQuery: base.plan?.query ?? '', limits: this.#links.limits() })
      const issues: LinkIssue[] = [...base.issues, ...appended.issues]
      return { channel: code, name, how: 'cq' as const, query: appended.cq, issues, ready: !hasErrorsIn(issues) }
    })
    return { calls: base.plan && !existing ? 1 : 0, variants }
  }

  async #checkEach(request: LinkRequest, kind: LinkKind, channels: ChannelQuery[]) {
    let calls = 0
    const variants = []
    for (const channel of channels) {
      const { plan, issues } = await this.#links.plan(ownRequest(request, kind, channel))
      const needsCall = plan !== null && plan.scheme === null
      if (needsCall && !(request.reuse && (await this.#links.reuse.find({ ...plan, name: '' })))) calls += 1
      const query = plan?.query ?? ''
      variants.push({ channel: channel.code, name: channel.name, how: 'query' as const, query, issues, ready: plan !== null })
    }
    return { calls, variants }
  }

  async #makeAppended(request: LinkRequest, kind: LinkKind, channels: ChannelQuery[], doer: Doer) {
    const { app, plan } = await this.#links.planOrRefuse(baseRequest(request), baseTag(channels))
    const base = await this.#links.giveOrMake(plan, app, doer, request.reuse)
    const { repository, clock } = this.#links.parts
    const there = request.reuse ? await repository.variants(base.id) : []
    const made: LinkResult[] = []
    const failed: { channel: string; error: ErrorEnvelope }[] = []
    const fresh: NewLink[] = []
    for (const channel of channels) {
      const appended = appendCq(base.text, kind, channel.query, { baseQuery: plan.query, limits: this.#links.limits() })
      const same = there.find((row) => row.archived === 0 && row.channel === channel.code && row.text === appended.text)
      if (hasErrors(appended.issues)) failed.push({ channel: channel.code, error: refusal(appended.issues, doer) })
      else if (same) {
        const reused = { createdBy: same.createdBy, createdAt: same.createdAt, savedCall: false }
        made.push({ ...toLink(same, clock.instant()), reused })
      } else fresh.push(this.#variant(plan, base, channel, appended, doer))
    }
    const rows = fresh.length === 0 ? [] : await repository.insertMany(fresh)
    made.push(...rows.map((row) => toLink(row, clock.instant())))
    // In the order in which the channels were given.
    const at = new Map(channels.map(({ code }, index) => [code, index]))
    made.sort((a, b) => (at.get(a.channel) ?? 0) - (at.get(b.channel) ?? 0))
    return { base, made, failed }
  }

  #variant(plan: RowPlan, base: LinkResult, channel: ChannelQuery, appended: { text: string; cq: string }, doer: Doer): NewLink {
    const own = { ...plan, channel: channel.code, tag: channel.query }
    const made = { text: appended.text, expiresAt: base.expiresAt ?? null, image: null }
    return {
      ...this.#links.newLink(own, made, doer.operatorName),
      variant: { ofId: base.id, cq: appended.cq },
      reuseKey: reuseKeyOf({ ...own, query: `${plan.query} + ${appended.cq}` }),
      alsoFindBy: `${plan.alsoFindBy} ${channel.name} ${appended.cq}`.trim(),
    }
  }

  async #makeEach(request: LinkRequest, kind: LinkKind, channels: ChannelQuery[], doer: Doer) {
    const made: LinkResult[] = []
    const failed: { channel: string; error: ErrorEnvelope }[] = []
    for (const channel of channels) {
      try {
        const { app, plan } = await this.#links.planOrRefuse(ownRequest(request, kind, channel))
        made.push(await this.#makeOne(plan, app, doer, request.reuse))
      } catch (cause) {
        failed.push({ channel: channel.code, error: asEnvelope(cause, doer.correlationId) })
      }
    }
    return { made, failed }
  }

  /** Several requests under one correlation id: each has a number of its own. */
  #makeOne(plan: RowPlan, app: App, doer: Doer, reuse: boolean): Promise<LinkResult> {
    return this.#links.giveOrMake(plan, app, { ...doer, requestId: this.#links.parts.newId() }, reuse)
  }

  /** @throws Fault `bridge.invalidInput` for a channel that does not exist */
  async #channels(codes: string[]): Promise<ChannelQuery[]> {
    const known = new Map((await this.#links.parts.channels()).map((channel) => [channel.code, channel]))
    return [...new Set(codes)].map((code, at) => {
      const channel = known.get(code)
      if (channel) return channel
      throw new Fault('bridge.invalidInput', {
        fields: [{ path: `channels.${at}`, code: 'channelUnknown', params: { channel: code } }],
      })
    })
  }
}

function kindOf({ kind }: LinkRequest): LinkKind {
  if (isLinkKind(kind)) return kind
  throw new Fault('bridge.invalidInput', { fields: [{ path: 'request.kind', code: 'invalid' }] })
}

const hasErrorsIn = (issues: readonly LinkIssue[]) => issues.some(({ severity }) => severity === 'error')

/** The link that all variants append to belongs to no channel. */
const baseRequest = (request: LinkRequest): LinkRequest => ({ ...request, channel: '' })

/** Of the default tag, what no channel says itself: which of two equal keys wins is not documented. */
const baseTag = (channels: ChannelQuery[]) => (tag: string) =>
  channels.reduce((rest, { query }) => withoutKeysOf(rest, query), tag)

/** A link of its own: what the channel says takes the place of what was typed. */
function ownRequest(request: LinkRequest, kind: LinkKind, channel: ChannelQuery): LinkRequest {
  const query =
    linkKindTraits[kind].parameters === 'scene'
      ? sceneWithTag(request.query, channel.query, { always: true }).scene
      : withTag(request.query, channel.query)
  return { ...request, channel: channel.code, query }
}

function refusal(issues: readonly LinkIssue[], doer: Doer): ErrorEnvelope {
  const fields = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ field, code, params }) => ({ path: field, code, params }))
  return asEnvelope(new Fault('links.refused', { fields }), doer.correlationId)
}

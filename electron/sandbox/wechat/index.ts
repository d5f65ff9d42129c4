/**
 * Stand-in of the WeChat server over real HTTP on 127.0.0.1: tokens, schemes, NFC schemes, URL Links, Short Links, the
 * three code interfaces, rules for ordinary links, quota and request-id calls, and jsapi tickets of official accounts.
 * Source of every rule: wechat-links-qr §0–§7; what is uncertain there is marked so at its place here. Shares no code
 * with our own client.
 */
import { randomBytes } from 'node:crypto'
import { Fault } from '../../platform/errors/fault'
import { startStandInServer, type StandInAnswer, type StandInRequest } from '../http/server'
import { answerApi, isApiPath } from './api'
import { Changes } from './changes'
import { answerControl } from './control'
import { facePush } from './face'
import { FaultBoard } from './faults'
import { usualPlace } from './opening'
import { Phone } from './phone'
import { phoneAddress } from './phone-address'
import type { SandboxApp, SandboxState, WechatSandbox, WechatSandboxOptions } from './types'
import { World } from './world'

export { readImageComment, type ImageComment } from './image-comment'
export type { SandboxFault } from './faults'
export type { SandboxLimits } from './limits'
export type * from './types'

/** Starts the stand-in on a free port. Throws `sandbox.snapshotUnreadable` when `restore` is not a snapshot. */
export async function startWechatSandbox(options: WechatSandboxOptions): Promise<WechatSandbox> {
  const { clock, onChange } = options
  const nowMs = () => clock.now().getTime()
  const changes = new Changes(() => onChange?.(() => world.snapshot(nowMs())), options.changeDelayMs ?? 100)
  const world = new World({
    random: options.random,
    limits: options.limits,
    callerIp: options.callerIp,
    changed: () => {
      if (onChange) changes.note()
    },
  })
  for (const app of options.seed) world.apps.set(app.appId, { ...app })
  if (options.restore !== undefined) world.restore(options.restore)

  const faults = new FaultBoard()
  const phone = new Phone(world, faults)
  const calls = new Map<string, number>()
  const controlKey = randomBytes(24).toString('base64url')
  const state = () => stateOf(world, faults, calls, nowMs())

  const handle = (request: StandInRequest): StandInAnswer => {
    const { path } = request
    if (path.startsWith('/_sandbox/')) return answerControl(request, { controlKey, faults, state })
    if (path === '/phone.css') return phone.stylesheet()
    if (path === '/phone') return phone.answer(request, nowMs())
    if (!isApiPath(path)) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no such path' }
    calls.set(path, (calls.get(path) ?? 0) + 1)
    return answerApi(world, faults, clock, request)
  }
  const server = await startStandInServer(handle)

  return {
    baseUrl: server.baseUrl,
    controlKey,
    close: async () => {
      await server.close()
      changes.flush()
    },
    setFault: (fault) => faults.set(fault),
    clearFaults: () => faults.clear(),
    addApp: (app) => void world.apps.set(app.appId, { ...app }),
    updateApp: (appId, change) => {
      const app = world.apps.get(appId)
      if (!app) throw new Fault('sandbox.unknownApp', { params: { appId } })
      world.apps.set(appId, { ...app, ...change })
    },
    state,
    schemesOf: (appId) => ownedBy(appId, world.schemes),
    tokensOf: (appId) => world.tokens.acceptedOf(appId, nowMs()),
    urlLinksOf: (appId) => ownedBy(appId, world.urlLinks),
    shortLinksOf: (appId) => ownedBy(appId, world.shortLinks),
    linkRulesOf: (appId) => world.rulesOf(appId),
    ticketsOf: (appId) => world.tickets.accepted(appId, nowMs()),
    judgeJsConfig: (config) => world.tickets.judge(world.apps.get(config.appId), config, nowMs()),
    phoneUrl: (link, { platform = 'ios', place = usualPlace(link), lang = 'zh-CN' } = {}) =>
      server.baseUrl + phoneAddress({ link, platform, place, lang, passed: false, opened: null }),
    finishFace: ({ appId, originalId, credential, openid = '', outcome }) => {
      const known = world.faces.find(credential)?.appId === appId
      const session = known ? world.faces.finish(credential, { outcome, openid }, nowMs()) : undefined
      if (!session) throw new Fault('sandbox.faceUnknown')
      return { verifyResult: session.finished?.verifyResult ?? '', push: facePush(session, originalId) }
    },
    snapshot: () => world.snapshot(nowMs()),
    restore: (snapshot) => world.restore(snapshot),
  }
}

function ownedBy<T extends { appId: string }>(appId: string, links: ReadonlyMap<string, T>): T[] {
  return [...links.values()].filter((link) => link.appId === appId)
}

function countByApp(links: ReadonlyMap<string, { appId: string }>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { appId } of links.values()) counts.set(appId, (counts.get(appId) ?? 0) + 1)
  return counts
}

function stateOf(world: World, faults: FaultBoard, calls: Map<string, number>, nowMs: number): SandboxState {
  const schemes = countByApp(world.schemes)
  const urlLinks = countByApp(world.urlLinks)
  const shortLinks = countByApp(world.shortLinks)
  const linkRules = countByApp(world.linkRules)
  return {
    apps: Array.from(world.apps.values(), (app) => ({
      ...withoutSecret(app),
      usage: world.usage.view(app.appId, nowMs),
      life: world.life.view(app.appId, nowMs),
      schemes: schemes.get(app.appId) ?? 0,
      urlLinks: urlLinks.get(app.appId) ?? 0,
      shortLinks: shortLinks.get(app.appId) ?? 0,
      linkRules: linkRules.get(app.appId) ?? 0,
      liveTokens: world.tokens.acceptedOf(app.appId, nowMs).length,
    })),
    calls: Object.fromEntries(calls),
    faults: faults.list(),
  }
}

function withoutSecret(app: SandboxApp): Omit<SandboxApp, 'secret'> {
  const { secret: _, ...rest } = app
  return rest
}

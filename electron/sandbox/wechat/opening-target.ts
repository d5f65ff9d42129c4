import { pageOf, pagesOf } from './field-rules'
import { isIndividual } from './rights'
import type { CloudBase, EnvVersion, PhoneUrlOptions, SandboxApp } from './types'
import type { World } from './world'

export type Platform = 'ios' | 'android'
/** Where the person taps the link, or how its code is read. */
export type Place = NonNullable<PhoneUrlOptions['place']>

export interface Tap {
  /** Text of the link, or what the code says. */
  link: string
  platform: Platform
  place: Place
}

export type LinkKind =
  | 'encrypted'
  | 'plain'
  | 'nfc'
  | 'urlLink'
  | 'shortLink'
  | 'roundCode'
  | 'squareCode'
  | 'ordinaryLink'

export type BlockReason =
  | 'noScheme'
  | 'notALink'
  | 'androidSms'
  | 'insideWechat'
  | 'schemeScanned'
  | 'schemeDesktop'
  | 'linkDesktop'
  | 'shortOutside'
  | 'codeOutside'
  | 'webOutside'
  | 'webNoRule'
  | 'webUnpublished'
  | 'unknownTicket'
  | 'unknownLink'
  | 'expired'
  | 'unknownApp'
  | 'individual'
  | 'banned'
  | 'notReleased'
  | 'notDeclared'
  | 'pathMissing'
  | 'badEnvVersion'
  | 'noSuchVersion'
  | 'pageMissing'
  | 'badQuery'
  | 'badAppended'
  | 'openingsUsed'

/** One entry of what the page's `onLoad` is given: as it arrives, and percent-decoded where that differs. */
export interface LoadParameter {
  key: string
  value: string
  decoded: string | undefined
  /** Came with `cq`. */
  appended: boolean
}

/**
 * What stands between the tap and the mini program: the system's question, a web page first (the official one or one
 * of our own on cloud hosting), a web page with an open tag inside WeChat, or nothing because WeChat itself opens it.
 */
export type Via = 'system' | 'page' | 'openTag' | 'wechat'

/** What a link points at, as far as it could be told; also known for most taps that open nothing. */
export interface Target {
  kind: LinkKind
  appId: string
  app: SandboxApp | undefined
  path: string
  /** The page that is shown; for an empty path the home page of the version. */
  page: string
  envVersion: EnvVersion | undefined
  parameters: LoadParameter[]
  hasAppended: boolean
  /** Scene value (wechat-links-qr §2.1, §4.3). */
  scene: number
  via: Via
  /** Only with links that the platform gave out. */
  issued: { createTime: number; expireTime: number; openings: number } | undefined
  /** Schemes and URL Links share the day's openings (§2.1). */
  countsOpening: boolean
  openingsLeft: number
  cloudBase?: CloudBase
  /** Prefix of the rule that an ordinary link falls under. */
  rule?: string
}

export interface Outcome {
  target: Target | undefined
  /** Nothing when the mini program opens. */
  blocked: BlockReason | undefined
}

export const nothing = (blocked: BlockReason): Outcome => ({ target: undefined, blocked })

type Known = Omit<Target, 'app' | 'page' | 'openingsLeft' | 'countsOpening' | 'hasAppended'> &
  Partial<Pick<Target, 'countsOpening' | 'hasAppended'>>

/** Completes what is known of a link by what the stand-in knows of its mini program. */
export function targetOf(world: World, nowMs: number, known: Known): Target {
  const app = world.apps.get(known.appId)
  const home = app && known.envVersion ? (pagesOf(app, known.envVersion)[0] ?? '') : ''
  return {
    countsOpening: false,
    hasAppended: false,
    ...known,
    app,
    page: pageOf(known.path) || home,
    openingsLeft: world.openingsLeft(known.appId, nowMs),
  }
}

export function parametersOf(query: string, appended: boolean): LoadParameter[] {
  if (query === '') return []
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    const key = equals < 0 ? pair : pair.slice(0, equals)
    return parameter(key, equals < 0 ? '' : pair.slice(equals + 1), appended)
  })
}

export function parameter(key: string, value: string, appended = false): LoadParameter {
  return { key, value, decoded: decodedWhereOther(value), appended }
}

function decodedWhereOther(value: string): string | undefined {
  try {
    const text = decodeURIComponent(value)
    return text === value ? undefined : text
  } catch {
    return undefined
  }
}

/** Page and query of a path that carries both. */
export function splitPath(text: string): { path: string; query: string } {
  const question = text.indexOf('?')
  return question < 0 ? { path: text, query: '' } : { path: text.slice(0, question), query: text.slice(question + 1) }
}

/** Why the mini program itself does not open, whatever led to it; `individuals` may have links of this kind. */
export function appBlocks(target: Target, allowed: { individuals: boolean }): BlockReason | undefined {
  const { app, envVersion, path } = target
  if (!app) return 'unknownApp'
  if (!allowed.individuals && isIndividual(app)) return 'individual'
  if (app.banned === true || app.frozen) return 'banned'
  if (!app.released) return 'notReleased'
  if (!envVersion) return 'badEnvVersion'
  const pages = pagesOf(app, envVersion)
  if (pages.length === 0) return 'noSuchVersion'
  return path !== '' && !pages.includes(pageOf(path)) ? 'pageMissing' : undefined
}

/** The same for schemes and URL Links: not for individuals, and only while the day's openings last. */
export function countedBlocks(target: Target, openingsExhausted: boolean): BlockReason | undefined {
  const blocked = appBlocks(target, { individuals: false })
  if (blocked) return blocked
  return openingsExhausted || target.openingsLeft === 0 ? 'openingsUsed' : undefined
}

export function hasEnded({ expireTime }: { expireTime: number }, nowMs: number): boolean {
  return expireTime !== 0 && nowMs >= expireTime * 1000
}

import { pageOf, pagesOf, queryFlaw, queryLimits } from './field-rules'
import { parseScheme } from './scheme-syntax'
import type { EnvVersion, IssuedScheme, SandboxApp } from './types'
import type { World } from './world'

export type Platform = 'ios' | 'android'
/** Where the person taps the link. */
export type Place = 'sms' | 'browser' | 'wechat'

export interface Tap {
  scheme: string
  platform: Platform
  place: Place
}

export type BlockReason =
  | 'noScheme'
  | 'notAScheme'
  | 'androidSms'
  | 'insideWechat'
  | 'unknownTicket'
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

/** What a scheme points at, as far as it could be told; also known for most taps that open nothing. */
export interface Target {
  kind: 'encrypted' | 'plain'
  appId: string
  app: SandboxApp | undefined
  path: string
  /** The page that is shown; for an empty path the home page of the version. */
  page: string
  envVersion: EnvVersion | undefined
  parameters: LoadParameter[]
  hasAppended: boolean
  /** 1065 encrypted, 1286 plain (wechat-links-qr §2.1). */
  scene: 1065 | 1286
  issued: IssuedScheme | undefined
  openingsLeft: number
}

export interface Outcome {
  target: Target | undefined
  /** Nothing when the mini program opens. */
  blocked: BlockReason | undefined
}

function parametersOf(query: string, appended: boolean): LoadParameter[] {
  if (query === '') return []
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    const key = equals < 0 ? pair : pair.slice(0, equals)
    const value = equals < 0 ? '' : pair.slice(equals + 1)
    return { key, value, decoded: decodedWhereOther(value), appended }
  })
}

function decodedWhereOther(value: string): string | undefined {
  try {
    const text = decodeURIComponent(value)
    return text === value ? undefined : text
  } catch {
    return undefined
  }
}

const envVersions: readonly string[] = ['release', 'trial', 'develop']
const isEnvVersion = (text: string): text is EnvVersion => envVersions.includes(text)

/**
 * What a phone would do with a tap on a scheme, without counting it. Sources: wechat-links-qr §2.1 (scenes, limits),
 * §2.2, §2.9 (`cq`), §3.1–3.3. The parameters stand as they arrive; how `cq` merges with a key that the scheme has as
 * well is not documented, so both are listed.
 */
export function judgeTap(world: World, tap: Tap, nowMs: number, openingsExhausted: boolean): Outcome {
  if (tap.scheme === '') return { target: undefined, blocked: 'noScheme' }
  const scheme = parseScheme(tap.scheme)
  if (scheme.kind === 'pagePath' || scheme.kind === 'unknown') return { target: undefined, blocked: 'notAScheme' }
  const blockedByPlace = placeBlocks(tap)

  if (scheme.kind === 'encrypted') {
    const issued = world.schemes.get(scheme.ticket)
    if (!issued) return { target: undefined, blocked: blockedByPlace ?? 'unknownTicket' }
    const appended = scheme.appended ? (scheme.appended.text ?? null) : ''
    const target = targetOf(world, nowMs, {
      kind: 'encrypted',
      appId: issued.appId,
      path: issued.path,
      envVersion: issued.envVersion,
      parameters: [...parametersOf(issued.query, false), ...parametersOf(appended ?? '', true)],
      hasAppended: scheme.appended !== null,
      issued,
    })
    const appendedFlaw = appended === null || queryFlaw(appended, queryLimits.appended) ? 'badAppended' : undefined
    const expired = nowMs >= issued.expireTime * 1000 ? 'expired' : undefined
    const blocked = blockedByPlace ?? expired ?? appendedFlaw ?? appBlocks(target, openingsExhausted)
    return { target, blocked }
  }

  const query = scheme.query ?? null
  const env = scheme.envVersion ?? 'release'
  const target = targetOf(world, nowMs, {
    kind: 'plain',
    appId: scheme.appId,
    path: scheme.path ?? '',
    envVersion: isEnvVersion(env) ? env : undefined,
    parameters: parametersOf(query ?? '', false),
    hasAppended: false,
    issued: undefined,
  })
  const queryBlocks = query === null || queryFlaw(query, queryLimits.plain) ? 'badQuery' : undefined
  const blocked = blockedByPlace ?? plainBlocks(target) ?? queryBlocks ?? appBlocks(target, openingsExhausted)
  return { target, blocked }
}

/** Where a scheme does nothing, whatever it says (wechat-links-qr §3.3). */
function placeBlocks({ platform, place }: Tap): BlockReason | undefined {
  if (place === 'wechat') return 'insideWechat'
  if (place === 'sms' && platform === 'android') return 'androidSms'
  return undefined
}

/** What a plain scheme needs on top: a declaration covers every question about the path (wechat-links-qr §3.2). */
function plainBlocks({ app, path }: Target): BlockReason | undefined {
  if (!app) return 'unknownApp'
  if (app.subjectType === 'individual_domestic' || app.subjectType === 'individual_overseas') return 'individual'
  if (!app.released) return 'notReleased'
  if (app.declaredPages.length === 0) return 'notDeclared'
  if (path === '') return 'pathMissing'
  return app.declaredPages.includes(pageOf(path)) ? undefined : 'notDeclared'
}

function appBlocks({ app, envVersion, path, openingsLeft }: Target, exhausted: boolean): BlockReason | undefined {
  if (!app) return 'unknownApp'
  if (app.subjectType === 'individual_domestic' || app.subjectType === 'individual_overseas') return 'individual'
  if (app.banned === true || app.frozen) return 'banned'
  if (!app.released) return 'notReleased'
  if (!envVersion) return 'badEnvVersion'
  const pages = pagesOf(app, envVersion)
  if (pages.length === 0) return 'noSuchVersion'
  if (path !== '' && !pages.includes(pageOf(path))) return 'pageMissing'
  return exhausted || openingsLeft === 0 ? 'openingsUsed' : undefined
}

function targetOf(
  world: World,
  nowMs: number,
  known: Pick<Target, 'kind' | 'appId' | 'path' | 'envVersion' | 'parameters' | 'hasAppended' | 'issued'>,
): Target {
  const app = world.apps.get(known.appId)
  const home = app && known.envVersion ? (pagesOf(app, known.envVersion)[0] ?? '') : ''
  return {
    ...known,
    app,
    page: pageOf(known.path) || home,
    scene: known.kind === 'encrypted' ? 1065 : 1286,
    openingsLeft: world.openingsLeft(known.appId, nowMs),
  }
}

import { pageOf, queryFlaw, queryLimits } from './field-rules'
import {
  countedBlocks,
  hasEnded,
  nothing,
  parametersOf,
  targetOf,
  type BlockReason,
  type Outcome,
  type Tap,
  type Target,
} from './opening-target'
import { isIndividual } from './rights'
import { parseScheme, type ParsedScheme } from './scheme-syntax'
import type { EnvVersion } from './types'
import type { World } from './world'

const envVersions: readonly string[] = ['release', 'trial', 'develop']
const isEnvVersion = (text: string): text is EnvVersion => envVersions.includes(text)

interface Moment {
  nowMs: number
  openingsExhausted: boolean
}

/** A tap on a scheme of either kind (wechat-links-qr §2.1, §2.2, §2.9, §3.1–3.3). */
export function judgeScheme(world: World, tap: Tap, moment: Moment): Outcome {
  const scheme = parseScheme(tap.link)
  if (scheme.kind === 'encrypted') return judgeEncrypted(world, tap, scheme, moment)
  if (scheme.kind === 'plain') return judgePlain(world, tap, scheme, moment)
  return nothing('notALink')
}

/** Where a scheme does nothing, whatever it says (§3.3; scanning it is undocumented, desktop browsers uncertain). */
function placeBlocks({ platform, place }: Tap): BlockReason | undefined {
  if (place === 'wechat') return 'insideWechat'
  if (place === 'scan' || place === 'press' || place === 'camera') return 'schemeScanned'
  if (place === 'desktop') return 'schemeDesktop'
  return place === 'sms' && platform === 'android' ? 'androidSms' : undefined
}

function judgeEncrypted(
  world: World,
  tap: Tap,
  scheme: Extract<ParsedScheme, { kind: 'encrypted' }>,
  { nowMs, openingsExhausted }: Moment,
): Outcome {
  const blockedByPlace = placeBlocks(tap)
  const issued = world.schemes.get(scheme.ticket)
  if (!issued) return nothing(blockedByPlace ?? 'unknownTicket')
  const appended = scheme.appended ? (scheme.appended.text ?? null) : ''
  const target = targetOf(world, nowMs, {
    kind: issued.nfc ? 'nfc' : 'encrypted',
    appId: issued.appId,
    path: issued.path,
    envVersion: issued.envVersion,
    parameters: [...parametersOf(issued.query, false), ...parametersOf(appended ?? '', true)],
    hasAppended: scheme.appended !== null,
    // The scene of an NFC scheme is in none of our sources; it is taken to be that of other encrypted schemes.
    scene: 1065,
    via: 'system',
    issued,
    countsOpening: true,
  })
  const appendedFlaw = appended === null || queryFlaw(appended, queryLimits.appended) ? 'badAppended' : undefined
  const ended = hasEnded(issued, nowMs) ? 'expired' : undefined
  return { target, blocked: blockedByPlace ?? ended ?? appendedFlaw ?? countedBlocks(target, openingsExhausted) }
}

function judgePlain(
  world: World,
  tap: Tap,
  scheme: Extract<ParsedScheme, { kind: 'plain' }>,
  { nowMs, openingsExhausted }: Moment,
): Outcome {
  const query = scheme.query ?? null
  const env = scheme.envVersion ?? 'release'
  const target = targetOf(world, nowMs, {
    kind: 'plain',
    appId: scheme.appId,
    path: scheme.path ?? '',
    envVersion: isEnvVersion(env) ? env : undefined,
    parameters: parametersOf(query ?? '', false),
    scene: 1286,
    via: 'system',
    issued: undefined,
    countsOpening: true,
  })
  const queryBlocks = query === null || queryFlaw(query, queryLimits.plain) ? 'badQuery' : undefined
  const blocked = placeBlocks(tap) ?? plainBlocks(target) ?? queryBlocks ?? countedBlocks(target, openingsExhausted)
  return { target, blocked }
}

/** What a plain scheme needs on top: a declaration covers every question about the path (§3.2). */
function plainBlocks({ app, path }: Target): BlockReason | undefined {
  if (!app) return 'unknownApp'
  if (isIndividual(app)) return 'individual'
  if (!app.released) return 'notReleased'
  if (app.declaredPages.length === 0) return 'notDeclared'
  if (path === '') return 'pathMissing'
  return app.declaredPages.includes(pageOf(path)) ? undefined : 'notDeclared'
}

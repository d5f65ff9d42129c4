import { parseCodeText } from './code-text'
import {
  appBlocks,
  nothing,
  parameter,
  parametersOf,
  splitPath,
  targetOf,
  type Outcome,
  type Place,
  type Tap,
} from './opening-target'
import { ruleFor } from './rule-match'
import type { EnvVersion, LinkRule } from './types'
import type { World } from './world'

/** Scene values of a camera scan and of a long press (wechat-links-qr §4.3); other places read no code. */
const scenes = {
  roundCode: { scan: 1047, press: 1048 },
  squareCode: { scan: 1011, press: 1012 },
  ordinaryLink: { scan: 1011, press: 1012 },
} as const

const readsCodes = (place: Place): place is 'scan' | 'press' => place === 'scan' || place === 'press'

/** A mini-program code that is scanned or pressed long inside WeChat; it never expires (wechat-links-qr §4.1, §4.3). */
export function judgeCode(world: World, { link, place }: Tap, nowMs: number): Outcome {
  const code = parseCodeText(link)
  if (!code) return nothing('notALink')
  const kind = code.shape === 'round' ? 'roundCode' : 'squareCode'
  const { path, query } = splitPath(code.path)
  const target = targetOf(world, nowMs, {
    kind,
    appId: code.appId,
    path,
    envVersion: code.envVersion,
    // The page gets the scene encoded and has to decode it (§4.1).
    parameters:
      code.scene === undefined ? parametersOf(query, false) : [parameter('scene', encodeURIComponent(code.scene))],
    scene: scenes[kind][readsCodes(place) ? place : 'scan'],
    via: 'wechat',
    issued: undefined,
  })
  return { target, blocked: readsCodes(place) ? appBlocks(target, { individuals: true }) : 'codeOutside' }
}

const testVersions: Record<LinkRule['openVersion'], EnvVersion> = { 1: 'develop', 2: 'trial', 3: 'release' }

/**
 * An ordinary link: scanned or pressed long inside WeChat, the most specific rule decides; everywhere else, and without
 * a published rule, it is a web page (wechat-links-qr §4.2). A test address opens before publication too, in the chosen
 * version, because the practice phone belongs to a developer.
 */
export function judgeOrdinaryLink(world: World, { link, place }: Tap, nowMs: number): Outcome {
  const rule = ruleFor(world.linkRules.values(), link)
  if (!rule) return nothing(readsCodes(place) ? 'webNoRule' : 'webOutside')
  const test = !rule.published && rule.debugUrls.includes(link)
  const { path, query } = splitPath(rule.path)
  const target = targetOf(world, nowMs, {
    kind: 'ordinaryLink',
    appId: rule.appId,
    path,
    envVersion: test ? testVersions[rule.openVersion] : 'release',
    parameters: [
      ...parametersOf(query, false),
      parameter('q', encodeURIComponent(link)),
      parameter('scancode_time', String(Math.floor(nowMs / 1000))),
    ],
    scene: scenes.ordinaryLink[readsCodes(place) ? place : 'scan'],
    via: 'wechat',
    issued: undefined,
    rule: rule.prefix,
  })
  if (!readsCodes(place)) return { target, blocked: 'webOutside' }
  if (!rule.published && !test) return { target, blocked: 'webUnpublished' }
  return { target, blocked: appBlocks(target, { individuals: false }) }
}

import { queryFlaw, queryLimits } from './field-rules'
import {
  appBlocks,
  countedBlocks,
  hasEnded,
  nothing,
  parametersOf,
  splitPath,
  targetOf,
  type Outcome,
  type Tap,
  type Via,
} from './opening-target'
import type { CloudBase } from './types'
import { parseUrlLink } from './url-link-syntax'
import type { World } from './world'

interface Moment {
  nowMs: number
  openingsExhausted: boolean
}

/**
 * A tap on a URL Link (wechat-links-qr §2.1, §2.5): on Android a web page comes first, inside WeChat that page carries
 * an open tag (1167), elsewhere the scene is 1194. A desktop browser shows a code at most (§3.3, uncertain).
 */
export function judgeUrlLink(world: World, tap: Tap, { nowMs, openingsExhausted }: Moment): Outcome {
  const parsed = parseUrlLink(tap.link)
  const issued = parsed && world.urlLinks.get(parsed.code)
  if (!issued) return nothing('unknownLink')
  const appended = parsed.appended ? (parsed.appended.text ?? null) : ''
  const via = viaOf(tap, issued.cloudBase)
  const target = targetOf(world, nowMs, {
    kind: 'urlLink',
    appId: issued.appId,
    path: issued.path,
    envVersion: issued.envVersion,
    parameters: [...parametersOf(issued.query, false), ...parametersOf(appended ?? '', true)],
    hasAppended: parsed.appended !== null,
    scene: via === 'openTag' ? 1167 : 1194,
    via,
    issued,
    countsOpening: true,
    ...(issued.cloudBase ? { cloudBase: issued.cloudBase } : {}),
  })
  const ended = hasEnded(issued, nowMs) ? 'expired' : undefined
  const desktop = tap.place === 'desktop' ? 'linkDesktop' : undefined
  const appendedFlaw = appended === null || queryFlaw(appended, queryLimits.appended) ? 'badAppended' : undefined
  return { target, blocked: ended ?? desktop ?? appendedFlaw ?? countedBlocks(target, openingsExhausted) }
}

function viaOf({ platform, place }: Tap, cloudBase: CloudBase | undefined): Via {
  // A QR code of the link, read inside WeChat, opens its page there too.
  if (place === 'wechat' || place === 'scan' || place === 'press') return 'openTag'
  return platform === 'android' || cloudBase ? 'page' : 'system'
}

/** The code at the end of a Short Link; nothing when the text is none. */
export function shortLinkCode(text: string): string | undefined {
  return /^#小程序:\/\/.*\/([A-Za-z0-9]{15})$/u.exec(text)?.[1]
}

/** A tap on a Short Link: inside WeChat only, scene 1179 (wechat-links-qr §2.7). */
export function judgeShortLink(world: World, { link, place }: Tap, nowMs: number): Outcome {
  const outside = place === 'wechat' ? undefined : 'shortOutside'
  const issued = world.shortLinks.get(shortLinkCode(link) ?? '')
  if (!issued) return nothing(outside ?? 'unknownLink')
  const { path, query } = splitPath(issued.pageUrl)
  const target = targetOf(world, nowMs, {
    kind: 'shortLink',
    appId: issued.appId,
    path,
    envVersion: 'release',
    parameters: parametersOf(query, false),
    scene: 1179,
    via: 'wechat',
    issued,
  })
  // A temporary one lasts 30 days by its page; one was seen alive after two months (uncertain).
  const ended = hasEnded(issued, nowMs) ? 'expired' : undefined
  return { target, blocked: outside ?? ended ?? appBlocks(target, { individuals: false }) }
}

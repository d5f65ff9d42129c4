import { judgeCode, judgeOrdinaryLink } from './opening-codes'
import { judgeShortLink, judgeUrlLink, shortLinkCode } from './opening-links'
import { judgeScheme } from './opening-schemes'
import { nothing, type Outcome, type Place, type Tap } from './opening-target'
import { parseCodeText } from './code-text'
import { parseUrlLink } from './url-link-syntax'
import type { World } from './world'

export type * from './opening-target'

/** Where a link is meant to be opened: Short Links in a chat, codes and ordinary links by WeChat's scanner. */
export function usualPlace(link: string): Place {
  if (shortLinkCode(link) !== undefined) return 'wechat'
  const scanned = parseCodeText(link) ?? (/^https?:\/\//i.test(link) && !parseUrlLink(link))
  return scanned ? 'scan' : 'browser'
}

/**
 * What a phone would do with a link or a scanned code, without counting it. The parameters stand as they arrive; how
 * `cq` merges with a key that the link has as well is not documented, so both are listed.
 */
export function judgeTap(world: World, tap: Tap, nowMs: number, openingsExhausted: boolean): Outcome {
  const moment = { nowMs, openingsExhausted }
  const { link } = tap
  if (link === '') return nothing('noScheme')
  if (parseUrlLink(link)) return judgeUrlLink(world, tap, moment)
  if (shortLinkCode(link) !== undefined) return judgeShortLink(world, tap, nowMs)
  if (parseCodeText(link)) return judgeCode(world, tap, nowMs)
  if (/^https?:\/\//i.test(link)) return judgeOrdinaryLink(world, tap, nowMs)
  return judgeScheme(world, tap, moment)
}

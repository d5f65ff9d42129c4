import { linkKinds } from '../links'

/** Where a link is put. The operator may name several at once. */
export const advisedPlaces = [
  'sms',
  'email',
  'chat',
  'article',
  'pageInside',
  'pageOutside',
  'poster',
  'nfc',
  'miniProgram',
  'desktop',
] as const
export type AdvisedPlace = (typeof advisedPlaces)[number]

export function isAdvisedPlace(text: string): text is AdvisedPlace {
  return (advisedPlaces as readonly string[]).includes(text)
}

/** Phones of the people who open it; a rule of `all` holds for both. */
export const advisedPlatforms = ['ios', 'android'] as const
export type AdvisedPlatform = (typeof advisedPlatforms)[number]

/** Places where the phone makes a difference that the sources name (wechat-links-qr §3.3). */
export const placesByPlatform: readonly AdvisedPlace[] = ['sms', 'email']

/**
 * What can be advised: every kind of link, and three ways that are no kind: the open tag on an own page, an ordinary
 * address for which a rule is published, and an own landing page behind a short https address.
 */
export const ways = [...linkKinds, 'open_tag', 'link_rule', 'landing_page'] as const
export type Way = (typeof ways)[number]

export function isWay(text: string): text is Way {
  return (ways as readonly string[]).includes(text)
}

/** Codes that people scan, as the recognition matrix names them (wechat-links-qr §4.3, seed-catalogue A28-3). */
export const codeTypes = ['round', 'square', 'ordinary'] as const
export type CodeType = (typeof codeTypes)[number]

/** How they are scanned. */
export const scanWays = ['camera', 'album', 'longPress', 'longPressInMiniProgram'] as const
export type ScanWay = (typeof scanWays)[number]

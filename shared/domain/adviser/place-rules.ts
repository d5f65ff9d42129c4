/**
 * Where each way works: place × way × phone. Read from wechat-links-qr §1.8, §2.1, §3.2–3.4, §4.2–4.4 and
 * seed-catalogue A02. What these do not say is `undocumented`; nothing here is a guess.
 */
import { type AdvisedPlace, advisedPlaces, placesByPlatform, type Way, ways } from './places'
import type { ShippedRule, Verdict } from './rule'
import { adviserAsOf, adviserSources } from './sources'

type Source = keyof typeof adviserSources
type Extra = Partial<Pick<ShippedRule, 'conditions' | 'first' | 'certain'>>
type Cell = readonly [verdict: Verdict, reason: string, source: Source, extra?: Extra]

const unsure = { certain: false } as const
const first = { first: true } as const

const silent: Cell = ['undocumented', 'notDocumented', 'schemeGuide', unsure]
const notDeviceLink: Cell = ['undocumented', 'nfcOnlyForDevices', 'nfcScheme', unsure]
const noPage: Cell = ['fails', 'openTagNeedsPage', 'openTag']
const insideOnly: Cell = ['fails', 'shortLinkInsideOnly', 'shortLinkGuide']
const opensPage: Cell = ['fails', 'ruleOpensPageOutside', 'linkRules']
const pressRound: Cell = ['works', 'longPressRound', 'scenes']
const pressSquare: Cell = ['works', 'longPressSquare', 'scenes', unsure]
const pressOrdinary: Cell = ['works', 'longPressOrdinary', 'linkRules', { conditions: ['rulePublished', 'client656'] }]
const fromAlbum: Cell = ['conditions', 'codeFromAlbum', 'scenes', { conditions: ['saveAndScan'], certain: false }]

/** A message outside WeChat on an iPhone or an Android phone (§3.3 rows 1 and 2). */
const message: Partial<Record<Way, Cell | { ios: Cell; android: Cell }>> = {
  plain_scheme: {
    ios: ['works', 'schemeTappableIos', 'schemeGuide'],
    android: ['fails', 'schemeNotLinkedAndroid', 'schemeGuide'],
  },
  encrypted_scheme: {
    ios: ['works', 'schemeTappableIos', 'schemeGuide'],
    android: ['fails', 'schemeNotLinkedAndroid', 'schemeGuide'],
  },
  url_link: {
    ios: ['works', 'urlLinkDirect', 'urlLinkGuide', first],
    android: ['works', 'urlLinkOfficialPage', 'urlLinkGuide', first],
  },
  short_link: insideOnly,
  open_tag: noPage,
  link_rule: opensPage,
  landing_page: {
    ios: ['works', 'landingHttps', 'schemeGuide', { ...first, conditions: ['landingReady'] }],
    android: ['works', 'landingHttpsAndroid', 'schemeGuide', { ...first, conditions: ['landingReady'] }],
  },
}

const table: Record<AdvisedPlace, Partial<Record<Way, Cell | { ios: Cell; android: Cell }>>> = {
  sms: message,
  email: message,
  chat: {
    plain_scheme: ['fails', 'schemeNotLinkedChat', 'schemeGuide', unsure],
    encrypted_scheme: ['fails', 'schemeNotLinkedChat', 'schemeGuide', unsure],
    url_link: ['works', 'urlLinkInside', 'urlLinkGuide', first],
    short_link: ['works', 'shortLinkChat', 'shortLinkGuide', first],
    code_scene: pressRound,
    code_path: pressRound,
    code_square: pressSquare,
    open_tag: noPage,
    link_rule: pressOrdinary,
    landing_page: ['conditions', 'landingInside', 'cloudHosting', { conditions: ['landingOpenTag'] }],
  },
  article: {
    plain_scheme: ['fails', 'schemeNotInside', 'schemeGuide'],
    encrypted_scheme: ['fails', 'schemeNotInside', 'schemeGuide'],
    url_link: ['undocumented', 'articleLinksSilent', 'urlLinkGuide', unsure],
    short_link: ['undocumented', 'articleLinksSilent', 'shortLinkGuide', unsure],
    code_scene: ['works', 'longPressRound', 'scenes', first],
    code_path: pressRound,
    code_square: pressSquare,
    open_tag: ['fails', 'openTagNotInArticle', 'openTagRight', unsure],
    link_rule: pressOrdinary,
    landing_page: ['undocumented', 'articleLinksSilent', 'cloudHosting', unsure],
  },
  pageInside: {
    plain_scheme: ['fails', 'schemeNotInsidePlain', 'schemeGuide'],
    encrypted_scheme: ['fails', 'schemeNotInside', 'schemeGuide'],
    url_link: ['works', 'urlLinkInside', 'urlLinkGuide'],
    short_link: ['undocumented', 'shortLinkPageSilent', 'shortLinkGuide', unsure],
    code_scene: pressRound,
    code_path: pressRound,
    code_square: pressSquare,
    open_tag: ['works', 'openTagInside', 'openTag', { ...first, conditions: ['openTagClient', 'openTagConfig'] }],
    link_rule: pressOrdinary,
    landing_page: ['conditions', 'landingInside', 'cloudHosting', { conditions: ['landingOpenTag'] }],
  },
  pageOutside: {
    plain_scheme: ['works', 'schemeFromPage', 'schemeGuide', { ...first, conditions: ['keepButton'] }],
    encrypted_scheme: ['works', 'schemeFromPageFresh', 'schemeGuide', { conditions: ['keepButton', 'freshScheme'] }],
    url_link: ['works', 'urlLinkFromPage', 'urlLinkGuide'],
    short_link: insideOnly,
    code_scene: fromAlbum,
    code_path: fromAlbum,
    code_square: fromAlbum,
    open_tag: ['fails', 'openTagOutside', 'openTag'],
    link_rule: opensPage,
    landing_page: ['works', 'landingIsPage', 'schemeGuide', { conditions: ['landingReady', 'keepButton'] }],
  },
  poster: {
    plain_scheme: ['undocumented', 'schemeInCode', 'schemeGuide', unsure],
    encrypted_scheme: ['fails', 'encryptedNotPrinted', 'schemeGuide'],
    url_link: ['conditions', 'urlLinkPrinted', 'urlLinkGuide', { conditions: ['shortLived'], certain: false }],
    code_scene: ['works', 'codeScenePrinted', 'codeGuide', first],
    code_path: ['works', 'codePathPrinted', 'codeGuide'],
    code_square: ['works', 'codeSquarePrinted', 'codeGuide'],
    open_tag: noPage,
    link_rule: ['works', 'rulePrinted', 'linkRules', { conditions: ['rulePublished', 'client656', 'landingBehindRule'] }],
    landing_page: ['conditions', 'landingPrinted', 'schemeGuide', { conditions: ['landingReady', 'noEncryptedInside'], certain: false }],
  },
  nfc: {
    nfc_scheme: ['works', 'nfcScheme', 'nfcScheme', { ...first, conditions: ['modelApproved'] }],
    open_tag: noPage,
  },
  miniProgram: {
    plain_scheme: ['fails', 'schemeOutsideOnly', 'schemeGuide', unsure],
    encrypted_scheme: ['fails', 'schemeOutsideOnly', 'schemeGuide', unsure],
    code_scene: ['works', 'longPressRoundInside', 'previewImage', first],
    code_path: ['works', 'longPressRoundInside', 'previewImage'],
    code_square: ['undocumented', 'squareInsideUnclear', 'previewImage', unsure],
    link_rule: ['fails', 'ordinaryInsideNot', 'previewImage', unsure],
  },
  desktop: {
    plain_scheme: ['fails', 'schemeDesktop', 'schemeGuide', unsure],
    encrypted_scheme: ['fails', 'schemeDesktop', 'schemeGuide', unsure],
    url_link: ['conditions', 'urlLinkDesktop', 'urlLinkGuide', { conditions: ['scanWithPhone'], certain: false }],
    short_link: insideOnly,
    code_scene: ['works', 'codeDesktop', 'cloudHosting', { ...first, conditions: ['scanWithPhone'], certain: false }],
    code_path: ['works', 'codeDesktop', 'cloudHosting', { conditions: ['scanWithPhone'], certain: false }],
    code_square: ['works', 'codeSquareScan', 'scenes', { conditions: ['scanWithPhone'] }],
    open_tag: ['fails', 'openTagOutside', 'openTag'],
    link_rule: ['works', 'ruleScan', 'linkRules', { conditions: ['rulePublished', 'client656', 'scanWithPhone'] }],
    landing_page: ['conditions', 'landingDesktop', 'cloudHosting', { conditions: ['landingReady', 'scanWithPhone'], certain: false }],
  },
}

function ruleOf(place: AdvisedPlace, way: Way, platform: string, cell: Cell): ShippedRule {
  const [verdict, reason, source, extra = {}] = cell
  return {
    id: `place.${place}.${way}${platform === 'all' ? '' : `.${platform}`}`,
    table: 'place',
    subject: place,
    object: way,
    platform,
    verdict,
    reason,
    conditions: extra.conditions ?? [],
    first: extra.first ?? false,
    source: adviserSources[source],
    asOf: adviserAsOf,
    certain: extra.certain ?? true,
    scene: '',
    client: '',
  }
}

/** A way that the table leaves out for a place: the sources are silent. */
const unsaid = (way: Way): Cell => (way === 'nfc_scheme' ? notDeviceLink : silent)

export const placeRules: readonly ShippedRule[] = advisedPlaces.flatMap((place) =>
  ways.flatMap((way) => {
    const cell = table[place][way] ?? unsaid(way)
    if ('ios' in cell) return [ruleOf(place, way, 'ios', cell.ios), ruleOf(place, way, 'android', cell.android)]
    return placesByPlatform.includes(place)
      ? [ruleOf(place, way, 'ios', cell), ruleOf(place, way, 'android', cell)]
      : [ruleOf(place, way, 'all', cell)]
  }),
)

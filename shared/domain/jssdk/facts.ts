/** Where and when a fact of the JS-SDK and its open tags was read (wechat-links-qr §1.5–1.9, §9; seed A02-2). */
export interface SourcedFact {
  source: string
  /** Day `YYYY-MM-DD` on which the source said so. */
  asOf: string
  /** False where sources contradict each other or the fact is a report. */
  certain: boolean
}

const site = 'https://developers.weixin.qq.com'
const jssdkGuide = `${site}/doc/service/guide/h5/jssdk.html`
const openTagGuide = `${site}/doc/service/guide/h5/opentag.html`
const openTagPage = `${site}/doc/offiaccount/OA_Web_Apps/Wechat_Open_Tag.html`
const cloudHosting = `${site}/miniprogram/dev/wxcloudservice/wxcloud/guide/staticstorage/jump-miniprogram.html`
const eligibility = `${site}/community/develop/doc/000c8a9ae78338a3da337b9cc66c00`
/** The newest copies that were consulted are of the middle of 2026. */
const asOf = '2026-06-30'

export const jssdkFacts = {
  /** J1: names, order, raw values, SHA-1. */
  signature: { source: jssdkGuide, asOf, certain: true },
  /** J1b: the appId of wx.config is that of the ticket. */
  sameAppId: { source: jssdkGuide, asOf, certain: true },
  /** J5: a verified service account may open any lawful mini program from its safe domains. */
  verifiedService: { source: eligibility, asOf, certain: true },
  /** J1b: `invalid url domain`. */
  safeDomain: { source: jssdkGuide, asOf, certain: true },
  /** C18, a report: nothing says that a domain covers those below it. */
  safeDomainBelow: { source: jssdkGuide, asOf, certain: false },
  /** J2. */
  script: { source: openTagGuide, asOf, certain: true },
  /** J6 and seed A02-2: reports. */
  jsApiList: { source: openTagGuide, asOf, certain: false },
  /** J2, J3. */
  openTagList: { source: openTagGuide, asOf, certain: true },
  /** J3. */
  frameSrc: { source: openTagPage, asOf, certain: true },
  /** J2. */
  iframe: { source: openTagGuide, asOf, certain: true },
  /** J2. */
  clients: { source: openTagGuide, asOf, certain: true },
  /** J2: the tag's permission is bound to the present address. */
  perUrl: { source: openTagGuide, asOf, certain: true },
  /** J2, J3: page styles do not reach the slot, `template` collides with frameworks. */
  slot: { source: openTagPage, asOf, certain: true },
  /** J4. */
  cloudHosting: { source: cloudHosting, asOf, certain: true },
} as const satisfies Record<string, SourcedFact>
export type JssdkFactId = keyof typeof jssdkFacts

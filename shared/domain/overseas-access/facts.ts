import type { AccessRegion } from './countries'

/** A statement of a source, with its day; the text stands under `overseasAccess.statements.<key>`. */
export interface Statement {
  factId: string
  source: string
  asOf: string
  key: string
}

const a09 = { source: 'A09', asOf: '2019-10-18' } as const
const a20 = { source: 'A20', asOf: '2022-05-31' } as const

/** How an overseas merchant gets WeChat Pay (A09). */
export const accessSteps: readonly Statement[] = [
  { ...a09, factId: 'A09', key: 'findInstitution' },
  { ...a20, factId: 'A20-2', key: 'handInPapers' },
  { ...a09, factId: 'A09', key: 'merchantId' },
  { ...a09, factId: 'A09', key: 'bindAppId' },
  { ...a09, factId: 'A09', key: 'openPayment' },
]

/** What is asked for (A09, A20-2). */
export const accessRequirements: readonly Statement[] = [
  { ...a09, factId: 'A09', key: 'sameName' },
  { ...a20, factId: 'A20-2', key: 'licence' },
  { ...a20, factId: 'A20-2', key: 'translation' },
  { ...a20, factId: 'A20-2', key: 'bankAccount' },
  { ...a20, factId: 'A20-2', key: 'persons' },
  { ...a20, factId: 'A20-2', key: 'otherPapers' },
  { ...a20, factId: 'A20-11', key: 'refundLocal' },
]

/** Papers of an application, by the key of their text; ticked off one by one. */
export const accessPapers: readonly string[] = ['licence', 'translation', 'bankAccount', 'persons', 'otherPapers']

/** Where two sources contradict each other: both stand, with their days (X2). */
export const accessConflicts: readonly { topic: string; statements: readonly Statement[] }[] = [
  {
    topic: 'otherPayments',
    statements: [
      { ...a09, factId: 'A09', key: 'onlyWechatPay' },
      { ...a20, factId: 'A20-3', key: 'linksPass' },
    ],
  },
  {
    topic: 'cloudDevelopment',
    statements: [
      { ...a20, factId: 'A20-5', key: 'cloudFunctions' },
      { ...a20, factId: 'A20-12', key: 'cloudBanned' },
    ],
  },
]

export interface AccessLink {
  key: string
  url: string
  factId: string
  asOf: string
  /** Only for these regions; absent: for all. */
  regions?: readonly AccessRegion[]
}

export const accessLinks: readonly AccessLink[] = [
  { key: 'partnerSearch', url: 'https://pay.weixin.qq.com/index.php/public/wechatpay_en/partner_search#/', factId: 'A20-2', asOf: a20.asOf },
  {
    key: 'institutionList',
    url: 'https://pay.weixin.qq.com/index.php/xphp/v/coversea_partner_search/view_partner_search',
    factId: 'A09',
    asOf: a09.asOf,
  },
  { key: 'introduction', url: 'http://act.weixin.qq.com/static/merchant_overseas/introduction.html', factId: 'A09', asOf: a09.asOf },
  { key: 'faq', url: 'http://act.weixin.qq.com/static/merchant_overseas/faq_en.html', factId: 'A09', asOf: a09.asOf },
  { key: 'guide', url: 'http://act.weixin.qq.com/static/merchant_overseas/guide_en.html', factId: 'A09', asOf: a09.asOf },
  {
    key: 'fusionWallet',
    url: 'https://pay.weixin.qq.com/wiki/doc/api/wxpay/en/pages/MiniProgramPay_fw.shtml',
    factId: 'A20-1',
    asOf: a20.asOf,
    regions: ['hongKong'],
  },
  { key: 'platform', url: 'https://mp.weixin.qq.com/?lang=zh_CN', factId: 'A09', asOf: a09.asOf },
]

export interface AccessProvider {
  factId: string
  name: string
  region: AccessRegion
  /** Its kind here, where MiniDesk can talk to it. */
  kind: string
  methods: readonly string[]
}

/** Providers that the source names; others must be asked for (A20-3). */
export const accessProviders: readonly AccessProvider[] = [
  {
    factId: 'A20-P-1',
    name: 'Yaband Pay (PayPro B.V.)',
    region: 'europe',
    kind: 'yaband',
    methods: ['WeChat Pay', 'Alipay', 'PayPal', 'SOFORT', 'iDEAL', 'UnionPay'],
  },
  { factId: 'A20-P-2', name: '2paynow (Sepay B.V.)', region: 'europe', kind: '2paynow', methods: ['WeChat Pay', 'Alipay'] },
  { factId: 'A20-P-3', name: 'VR Payment (CardProcess GmbH)', region: 'europe', kind: 'vr', methods: ['WeChat Pay', 'Alipay'] },
  { factId: 'A20-P-4', name: 'Supay', region: 'australia', kind: 'supay', methods: ['WeChat Pay', 'credit card'] },
]

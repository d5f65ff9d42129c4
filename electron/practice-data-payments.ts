import { createHash } from 'node:crypto'
import type { AccountFields } from '@shared/contract/payment-accounts'
import type { BillTrouble } from '@shared/domain/bills'
import type { RefundState } from '@shared/domain/payments'
import type { OpenAccount } from './upstream/payments'

/** A payment account of the example. Companies, numbers and secrets are invented; no real account has them. */
export interface ExampleAccount {
  fields: Omit<AccountFields, 'placeId'>
  /** Empty: of no place. */
  placeCode: string
  /** Name of the value by which the provider knows the merchant. */
  merchant: string
  /** The merchant in the stand-in's books, where it is no value of the account. */
  inBooks?: string
  /** Secrets that are texts; a private key and a client certificate are made when the example is. */
  secrets: Readonly<Record<string, string>>
  /** The order numbers of its example begin with it. */
  prefix: string
}

const notifyUrl = 'https://pay.yunqi-hotel.example.com/notify'
const base = { refundCurrency: '', notifyUrl }
const hotel = 'wx00a1b2c3d4e5f601'

const rhineToken = 'practice7Token7not7a7real7one'
/** As the stand-in of VR Payment names a merchant: by a digest of its token. */
const bookName = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 16)

/** By a short name under which the example's orders stand. */
export const exampleAccounts = {
  lake: {
    fields: {
      ...base,
      kind: 'v3',
      name: '云栖酒店 · 微信支付',
      values: { mchid: '1900000109', appid: hotel, serialNo: '7D3A1E5F9C0B24688ACE13579BDF02468ACE1357', keyMode: 'certificate' },
      currencies: ['CNY'],
    },
    placeCode: 'HZ01',
    merchant: 'mchid',
    secrets: { apiV3Key: 'practice0Apiv3Key0not0a0real0one' },
    prefix: 'YQ',
  },
  alley: {
    fields: {
      ...base,
      kind: 'v3sp',
      name: '宽窄巷子店 · 服务商收款',
      values: {
        mchid: '1900000110',
        appid: hotel,
        serialNo: '5B9E2C7A1D3F4860A2C4E6F80B1D3F5A7C9E0B2D',
        subMchid: '1900006511',
        keyMode: 'certificate',
      },
      currencies: ['CNY'],
    },
    placeCode: 'CD01',
    merchant: 'mchid',
    secrets: { apiV3Key: 'practice1Apiv3Key1not1a1real1one' },
    prefix: 'KZ',
  },
  lakeOld: {
    fields: {
      ...base,
      kind: 'v2',
      name: '云栖商城 · 微信支付（旧接口）',
      values: { mchid: '1900000112', appid: 'wx00a1b2c3d4e5f611' },
      currencies: ['CNY'],
    },
    placeCode: 'HZ01',
    merchant: 'mchid',
    secrets: { apiKey: 'practice2ApiKey2not2a2real2one22' },
    prefix: 'SC',
  },
  farm: {
    fields: {
      ...base,
      kind: 'v2sp',
      name: '云栖农家乐 · 服务商收款（旧接口）',
      values: { mchid: '1900000113', appid: hotel, subMchid: '1900006512' },
      currencies: ['CNY'],
    },
    placeCode: '',
    merchant: 'mchid',
    secrets: { apiKey: 'practice3ApiKey3not3a3real3one33' },
    prefix: 'NJ',
  },
  left: {
    fields: {
      ...base,
      kind: 'yaband',
      name: '左岸店 · YabandPay',
      values: { user: '100866' },
      currencies: ['EUR', 'CNY'],
      refundCurrency: 'EUR',
    },
    placeCode: 'PAR1',
    merchant: 'user',
    secrets: { key: '4f1d7a9c2e5b8036a1c4e7f90b3d6a8e' },
    prefix: 'PA',
  },
  cruise: {
    fields: {
      ...base,
      kind: '2paynow',
      name: '塞纳河游船 · 2PayNow',
      values: { mid: '80120' },
      currencies: ['EUR'],
    },
    placeCode: 'PAR1',
    merchant: 'mid',
    secrets: { key: 'practice5Key5not5a5real5one' },
    prefix: 'SE',
  },
  harbour: {
    fields: {
      ...base,
      kind: 'supay',
      name: '悉尼合作酒店 · SuPay',
      values: { merchantId: '2208' },
      currencies: ['AUD'],
    },
    placeCode: '',
    merchant: 'merchantId',
    secrets: { authenticationCode: 'practice6Code6not6a6real6one' },
    prefix: 'SY',
  },
  rhine: {
    fields: {
      ...base,
      notifyUrl: '',
      kind: 'vr',
      name: '科隆合作酒店 · VR Payment',
      values: { redirectUrl: 'https://koeln.yunqi-hotel.example.com/danke' },
      currencies: ['EUR'],
    },
    placeCode: '',
    merchant: 'redirectUrl',
    inBooks: bookName(rhineToken),
    secrets: { accessToken: rhineToken },
    prefix: 'KO',
  },
  tea: {
    fields: {
      ...base,
      kind: 'cloudpay',
      name: '茶园小程序 · 云支付',
      values: { appid: hotel, subMchid: '1900006513', env: 'practice-8g1a2b3c4d5e6f70', functionName: 'pay' },
      currencies: ['CNY'],
    },
    placeCode: 'HZ01',
    merchant: 'subMchid',
    secrets: {},
    prefix: 'CY',
  },
} as const satisfies Record<string, ExampleAccount>

export type ExampleAccountName = keyof typeof exampleAccounts

/** The right secrets of the example's own accounts: what a person enters for them can be wrong. */
export function examplePaymentSecrets(account: Merchant): Readonly<Record<string, string>> {
  return exampleOf(account)?.secrets ?? {}
}

/** Whether it is a merchant of the example, whatever a person calls it. */
export function isExampleAccount(account: Merchant): boolean {
  return exampleOf(account) !== undefined
}

type Merchant = Pick<OpenAccount, 'kind' | 'values'>

function exampleOf({ kind, values }: Merchant): ExampleAccount | undefined {
  const accounts: readonly ExampleAccount[] = Object.values(exampleAccounts)
  return accounts.find(({ fields, merchant }) => fields.kind === kind && fields.values[merchant] === values[merchant])
}

/** Why the example's descriptions differ from the shipped ones. */
export const exampleDescriptionNote = '练习用：模拟渠道自己的字段。真实的以渠道给的资料为准'

/** What the provider said to the refund that failed. */
export const exampleRefusal = '基本账户余额不足，请充值后重新发起'

export interface ExampleRefund {
  minor: number
  state: Extract<RefundState, 'requested' | 'processing' | 'unknown' | 'review' | 'needsManual' | 'succeeded' | 'failed'>
  reason: string
  /** Hours after payment. */
  afterHours: number
}

export interface ExampleOrder {
  account: ExampleAccountName
  /** How long before the example is made, and what was charged in minor units of the account's first currency. */
  hoursAgo: number
  minor: number
  text: string
  state: 'paid' | 'pending' | 'closed'
  method: string
  scene: 'channels' | 'other'
  channel: string
  booking: string
  redemption: 'open' | 'redeemed' | 'unset'
  refunds: readonly ExampleRefund[]
  /** A guest has it disputed at the card issuer or complained. */
  dispute?: ExampleDispute
  /** What is different about it in the provider's bills, where that is switched on. */
  trouble?: BillTrouble
  /** A person must look at it. */
  flag?: 'paidAfterClosed'
}

export interface ExampleDispute {
  kind: 'chargeback' | 'complaint'
  number: string
  /** Minor units of the order's currency; none where nobody asks for money. */
  minor?: number
  text: string
  /** Hours before the example is made. */
  hoursAgo: number
  /** Days after it was opened. */
  answerDays: number
}

type More = Partial<Omit<ExampleOrder, 'account' | 'hoursAgo' | 'minor' | 'text'>>

const order = (account: ExampleAccountName, hoursAgo: number, minor: number, text: string, more: More = {}): ExampleOrder => ({
  account,
  hoursAgo,
  minor,
  text,
  state: 'paid',
  method: 'wechat_mini',
  scene: 'other',
  channel: '',
  booking: '',
  redemption: 'open',
  refunds: [],
  ...more,
})

const live: More = { scene: 'channels', channel: 'oa' }
const used: More = { redemption: 'redeemed' }
const waiting: More = { state: 'pending', redemption: 'unset', method: 'wechat_native' }
const over: More = { state: 'closed', redemption: 'unset', method: 'wechat_native' }
const back = (minor: number, state: ExampleRefund['state'], reason: string, afterHours = 20): More => ({
  refunds: [{ minor, state, reason, afterHours }],
})

const roomComplaint: ExampleDispute = { kind: 'complaint', number: '200201820200101080076610000', text: '客人说房间没有湖景，要求退差价', hoursAgo: 20, answerDays: 2 }
const cardDispute: ExampleDispute = { kind: 'chargeback', number: 'CB-2026-0417', minor: 56_700, text: '持卡人不认这笔交易', hoursAgo: 45, answerDays: 9 }

/** The orders of the last weeks; each with a story that a hotel knows. */
export const exampleOrders: readonly ExampleOrder[] = [
  order('lake', 1, 128_800, '湖景大床房 1 晚（11 月 30 日）', { booking: 'HZ-88231' }),
  order('lake', 3, 9_900, '龙井虾仁双人套餐', live),
  order('lake', 5, 257_600, '湖景大床房 2 晚', { booking: 'HZ-88214' }),
  order('lake', 20, 68_800, '周末下午茶双人', { ...live, ...back(68_800, 'requested', '客人改期，下午茶不来了', 15) }),
  order('lake', 26, 386_400, '湖景套房 2 晚', { booking: 'HZ-88170', ...back(386_400, 'succeeded', '航班取消', 4) }),
  order('lake', 30, 128_800, '湖景大床房 1 晚', { booking: 'HZ-88166', ...used }),
  order('lake', 44, 19_900, '亲子手工课', { ...live, ...used }),
  order('lake', 50, 98_800, '庭院双床房 1 晚', { booking: 'HZ-88102', ...back(30_000, 'succeeded', '升级房型差价多收', 10) }),
  order('lake', 72, 158_800, '湖景大床房 1 晚 + 早餐', { booking: 'HZ-88031', ...used, dispute: roomComplaint }),
  order('lake', 75, 9_900, '龙井虾仁双人套餐', { ...live, ...back(9_900, 'unknown', '重复购买', 70) }),
  order('lake', 98, 516_000, '年会会议室半天', { booking: 'HZ-MT-203', flag: 'paidAfterClosed' }),
  order('lake', 120, 128_800, '湖景大床房 1 晚', { ...used, booking: 'HZ-87951' }),
  order('lake', 168, 29_800, '茶园采摘体验', { ...live, ...back(29_800, 'needsManual', '下雨取消', 30) }),
  order('lake', 200, 257_600, '湖景大床房 2 晚', { ...used, booking: 'HZ-87702' }),
  order('lake', 330, 128_800, '湖景大床房 1 晚', { ...used, booking: 'HZ-87105' }),
  order('lake', 0.2, 45_600, '晚宴补差价', waiting),
  order('lake', 0.5, 9_900, '龙井虾仁双人套餐', { ...waiting, ...live, state: 'pending' }),
  order('lake', 190, 128_800, '湖景大床房 1 晚', over),
  order('alley', 2, 88_800, '宽窄巷子 · 庭院房 1 晚', { booking: 'CD-30119' }),
  order('alley', 9, 12_800, '川剧变脸茶座 2 位', live),
  order('alley', 28, 177_600, '庭院房 2 晚', { booking: 'CD-30077', ...back(88_800, 'processing', '少住一晚', 27.9) }),
  order('alley', 33, 12_800, '川剧变脸茶座 2 位', { ...live, ...used }),
  order('alley', 54, 6_600, '盖碗茶套餐', { ...live, ...used }),
  order('alley', 80, 88_800, '庭院房 1 晚', { booking: 'CD-29940', ...back(88_800, 'failed', '客人取消', 12) }),
  order('alley', 130, 266_400, '庭院房 3 晚', { booking: 'CD-29801', ...used }),
  order('alley', 260, 88_800, '庭院房 1 晚', { ...used, booking: 'CD-29511' }),
  order('alley', 0.4, 12_800, '川剧变脸茶座 2 位', waiting),
  order('lakeOld', 6, 25_600, '明前龙井 250 克礼盒', { redemption: 'unset' }),
  order('lakeOld', 27, 51_200, '明前龙井 250 克礼盒 × 2', { redemption: 'unset', ...back(25_600, 'succeeded', '少发一盒', 20) }),
  order('lakeOld', 60, 16_800, '丝绸扇面', { ...live, redemption: 'unset' }),
  order('lakeOld', 110, 8_800, '手工香囊', { ...live, redemption: 'unset' }),
  order('lakeOld', 0.3, 25_600, '明前龙井 250 克礼盒', { ...waiting, redemption: 'unset' }),
  order('farm', 8, 36_000, '农家小院包厢 8 人'),
  order('farm', 52, 12_000, '采茶体验 2 位', { ...live, ...back(12_000, 'processing', '下雨取消', 51.9) }),
  order('farm', 140, 18_800, '土鸡煲套餐', used),
  order('farm', 0.6, 18_800, '土鸡煲套餐', waiting),
  order('left', 4, 18_900, 'Chambre Seine, 1 nuit / 河景房 1 晚', { booking: 'PAR-5521' }),
  order('left', 25, 37_800, '河景房 2 晚', { booking: 'PAR-5510' }),
  order('left', 49, 6_500, '塞纳河游船双人票', { ...live, ...back(6_500, 'review', '船次停航', 24) }),
  order('left', 77, 18_900, '河景房 1 晚', { booking: 'PAR-5478', ...back(18_900, 'succeeded', '签证未通过', 6) }),
  order('left', 101, 56_700, '河景房 3 晚', { booking: 'PAR-5450', ...used, dispute: cardDispute }),
  order('left', 150, 4_800, '法式早餐 4 位', { ...live, ...used }),
  order('left', 240, 37_800, '河景房 2 晚', { booking: 'PAR-5390', ...used }),
  order('left', 0.3, 18_900, '河景房 1 晚', { ...waiting, booking: 'PAR-5530' }),
  order('left', 310, 18_900, '河景房 1 晚', over),
  order('cruise', 7, 5_200, '游船晚餐 2 位', { method: 'wechat_native' }),
  order('cruise', 70, 2_600, '游船晚餐 1 位', { ...used, method: 'wechat_native' }),
  order('cruise', 0.2, 5_200, '游船晚餐 2 位', waiting),
  order('harbour', 12, 26_900, '港景房 1 晚', { method: 'wechat_native', ...back(6_900, 'review', '早餐没有供应', 11) }),
  order('harbour', 90, 26_900, '港景房 1 晚', { ...used, method: 'wechat_native' }),
  order('harbour', 0.2, 26_900, '港景房 1 晚', waiting),
  order('rhine', 10, 14_500, '大教堂景观房 1 晚', { method: 'wechat' }),
  order('rhine', 64, 29_000, '大教堂景观房 2 晚', { ...back(14_500, 'succeeded', '少住一晚', 30), method: 'wechat' }),
  order('rhine', 0.2, 14_500, '大教堂景观房 1 晚', { ...waiting, method: 'wechat' }),
  order('tea', 11, 8_800, '春茶认养一棵', live),
  order('tea', 47, 17_600, '春茶认养两棵', { ...live, ...back(8_800, 'succeeded', '只要一棵', 5) }),
  order('tea', 0.4, 8_800, '春茶认养一棵', { ...waiting, ...live, method: 'wechat_mini', state: 'pending' }),
]

/** What kinds `v3` and `v3sp` can do. Source: payment-providers §8, the marks of the facts as there. */
import type { AccountField, ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { accessPoints, fundsAccounts, keyModes, regions } from './account'
import { SYSTEM } from './errors'

const AS_OF = '2026-11-28'
const DAY_MINUTES = 24 * 60

const line = (name: string, pattern: string, more: Partial<AccountField> = {}): AccountField => ({
  name,
  required: true,
  secret: false,
  input: 'line',
  choices: [],
  pattern,
  maxLength: 64,
  initial: '',
  ...more,
})

const choice = (name: string, choices: readonly string[], initial: string): AccountField =>
  line(name, '', { input: 'choice', choices: [...choices], initial, required: false })

const APP_ID = 'wx[0-9a-z]{16}'
const MERCHANT = '[0-9]{6,20}'

const own: AccountField[] = [
  line('mchid', MERCHANT),
  line('appid', APP_ID),
  line('serialNo', '[0-9A-Fa-f]{8,64}'),
  choice('keyMode', keyModes, 'publicKey'),
  choice('region', regions, 'domestic'),
  choice('accessPoint', accessPoints, 'api'),
  line('merchantCategoryCode', '[0-9]{4}', { required: false, maxLength: 4 }),
  choice('fundsAccount', fundsAccounts, ''),
]
const ofSub: AccountField[] = [line('subMchid', MERCHANT), line('subAppid', APP_ID, { required: false })]
const secrets: AccountField[] = [
  line('apiV3Key', '[!-~]{32}', { secret: true, maxLength: 32 }),
  line('privateKey', '', { secret: true, input: 'pem', maxLength: 16_384 }),
]

const fact = (certain: boolean) => (key: string, source: string): ProviderFact => ({ key, certain, source, asOf: AS_OF })
const certain = fact(true)
const uncertain = fact(false)

const facts: ProviderFact[] = [
  certain('v3SignedBothWays', 'wechatpay-go core/auth'),
  certain('v3ErrorsUnsigned', 'wechatpay-axios-plugin lib/decorator.js'),
  certain('v3SameRefundNumber', 'pay.weixin.qq.com/doc/v3/merchant/4012556457'),
  certain('v3RefundLimits', 'wechatpay-go services/refunddomestic'),
  certain('v3RefundTime', 'wechatpay-go services/refunddomestic'),
  certain('v3AbnormalRefund', 'pay.weixin.qq.com/doc/v3/merchant/4012556457'),
  certain('v3NoEmoji', 'pay.weixin.qq.com basic-rules'),
  uncertain('v3SameOrderNumber', 'pay.weixin.qq.com/doc/v3/merchant'),
  uncertain('v3NoCertificatesInKeyMode', 'developers.weixin.qq.com/community/pay'),
  uncertain('v3KeySwitch', 'developers.weixin.qq.com/community/pay'),
  uncertain('v3SignTest', 'public callback implementations'),
  uncertain('v3NoRefundList', 'wechatpay-php OpenAPI/V3/Global_/Refunds.php'),
  uncertain('v3GlobalClose', 'pay.weixin.qq.com/doc/global/v3/en'),
  uncertain('v3GlobalCertificates', 'wechatpay-php OpenAPI/V3/Global_/Certificates.php'),
  uncertain('v3GlobalRefundSource', 'pay.weixin.qq.com/wiki/doc/api/wxpay/en/guide/pos/CompleteRefundLogic.shtml'),
  uncertain('v3HkPaths', 'pay.weixin.qq.com/wiki/doc/api/wxpay/en/fusion_wallet'),
]

export function traitsOf(kind: 'v3' | 'v3sp'): ProviderTraits {
  const serviceProvider = kind === 'v3sp'
  return {
    kind,
    system: SYSTEM,
    serviceProvider,
    methods: [
      { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: true },
      { id: 'wechat_mini', gives: 'miniProgram', asks: ['openid'], certain: true },
      { id: 'wechat_h5', gives: 'url', asks: ['payerIp'], certain: true },
    ],
    currencies: [],
    amountUnit: 'minor',
    orderQuery: ['merchant', 'wechat'],
    refundBy: ['merchant', 'wechat'],
    refund: 'yes',
    refundCurrency: 'order',
    refundQuery: 'ourNumber',
    refundList: false,
    refundIdempotent: true,
    maxRefunds: 50,
    refundDays: 365,
    refundPauseSeconds: 60,
    close: true,
    closeAfterMinutes: 0,
    notification: 'covered',
    narrowText: true,
    merchantNumber: { pattern: '[0-9A-Za-z_|*\\-]{6,32}', maxLength: 32 },
    refundNumber: { pattern: '[0-9A-Za-z_|*@\\-]{1,64}', maxLength: 64 },
    refundReason: { required: false, maxBytes: 80 },
    minimum: { CNY: 1 },
    lifetimeMinutes: 7 * DAY_MINUTES,
    fields: [...own, ...(serviceProvider ? ofSub : []), ...secrets],
    keys: ['platformCertificate', 'publicKey'],
    described: false,
    unverified: false,
    facts,
  }
}

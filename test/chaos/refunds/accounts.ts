import type { AccountFields } from '../../../shared/contract/payment-accounts'

/** A merchant of one kind, as both our accounts and the provider's stand-in know it. Nothing of it is real. */
export interface ChaosAccount {
  fields: AccountFields
  secrets: Readonly<Record<string, string>>
  /** How the stand-in's books name the merchant: a value of the account, or what stands for it. */
  merchant: string
  /** Forms of the provider's own order number. */
  providerNo: (digits: (count: number) => string) => string
}

const base = { refundCurrency: '', notifyUrl: 'https://pay.example.com/notify' } as const
const wechat = { appid: 'wx00a1b2c3d4e5f601' }
const none = () => ''

/** One account of each kind that can refund. `privateKey` and client certificate are made for the run. */
export const chaosAccounts: Readonly<Record<string, ChaosAccount>> = {
  v3: {
    fields: { ...base, kind: 'v3', name: 'v3', values: { ...wechat, mchid: '1900000201', serialNo: '7D3A1E5F9C0B24688ACE13579BDF02468ACE1357', keyMode: 'certificate' }, currencies: ['CNY'] },
    secrets: { apiV3Key: 'chaos000Apiv3Key0not0a0real0one0' },
    merchant: '1900000201',
    providerNo: none,
  },
  v3sp: {
    fields: { ...base, kind: 'v3sp', name: 'v3sp', values: { ...wechat, mchid: '1900000202', subMchid: '1900006502', serialNo: '5B9E2C7A1D3F4860A2C4E6F80B1D3F5A7C9E0B2D', keyMode: 'certificate' }, currencies: ['CNY'] },
    secrets: { apiV3Key: 'chaos111Apiv3Key1not1a1real1one1' },
    merchant: '1900000202',
    providerNo: none,
  },
  v2: {
    fields: { ...base, kind: 'v2', name: 'v2', values: { ...wechat, mchid: '1900000203', region: 'domestic', accessPoint: 'api', signType: 'HMAC-SHA256', refundSecondSource: 'no' }, currencies: ['CNY'] },
    secrets: { apiKey: 'c0ffee00c0ffee00c0ffee00c0ffee00' },
    merchant: '1900000203',
    providerNo: none,
  },
  v2sp: {
    fields: { ...base, kind: 'v2sp', name: 'v2sp', values: { ...wechat, mchid: '1900000204', subMchid: '1900006504', region: 'domestic', accessPoint: 'api', signType: 'MD5', refundSecondSource: 'no' }, currencies: ['CNY'] },
    secrets: { apiKey: 'c0ffee11c0ffee11c0ffee11c0ffee11' },
    merchant: '1900000204',
    providerNo: none,
  },
  yaband: {
    fields: { ...base, kind: 'yaband', name: 'yaband', values: { user: '100866' }, currencies: ['EUR'], refundCurrency: 'EUR' },
    secrets: { key: '4f1d7a9c2e5b8036a1c4e7f90b3d6a8e' },
    merchant: '100866',
    providerNo: (digits) => [8, 4, 4, 4, 12].map(digits).join('-'),
  },
  '2paynow': {
    fields: { ...base, kind: '2paynow', name: '2paynow', values: { mid: '4002563369' }, currencies: ['EUR'] },
    secrets: { key: 'hc5dsp0tkw9xw2s3b8q1' },
    merchant: '4002563369',
    providerNo: (digits) => `A${digits(17)}`,
  },
  supay: {
    fields: { ...base, kind: 'supay', name: 'supay', values: { merchantId: '71001' }, currencies: ['AUD'] },
    secrets: { authenticationCode: 'chaosAuthenticationCode01' },
    merchant: '71001',
    providerNo: none,
  },
  cloudpay: {
    fields: { ...base, kind: 'cloudpay', name: 'cloudpay', values: { ...wechat, subMchid: '1900006513', env: 'chaos-1', functionName: 'pay' }, currencies: ['CNY'] },
    secrets: {},
    merchant: '1900006513',
    providerNo: none,
  },
  vr: {
    fields: { ...base, kind: 'vr', name: 'vr', values: {}, currencies: ['EUR'] },
    secrets: { accessToken: 'chaosAccessTokenOfVrPayment01' },
    // SHA-256 of the token, its first 16 digits.
    merchant: '933551bf7ac2a4bc',
    providerNo: (digits) => digits(32),
  },
}

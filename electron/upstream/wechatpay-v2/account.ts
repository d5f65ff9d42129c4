/** An account of kind `v2` or `v2sp` as its calls need it. Source: payment-providers §7.1, §7.2, §7.8. */
import type { WechatPayV2SignType } from '@shared/domain/signatures'
import { Fault } from '../../platform/errors/fault'
import type { ClientCertificatePem } from '../../platform/http'
import type { OpenAccount, OpenKey } from '../payments/types'

/** Name of this upstream in the call log and in errors. */
export const SYSTEM = 'wechatpay-v2'

export interface V2Account {
  /** Of the service provider or institution in kind `v2sp`. */
  mchid: string
  appid: string
  /** The sub-merchant; absent in kind `v2`. */
  sub?: { mchid: string; appid: string }
  apiKey: string
  signType: WechatPayV2SignType
  overseas: boolean
  certificate: ClientCertificatePem | undefined
  /** After NOTENOUGH the refund is tried once more from the topped-up money, under the same number (§7.6). */
  secondSource: boolean
  notifyUrl: string
}

/** WeChat recommends another access point when one fails; outside the mainland it is `apihk` (§7.1, §7.8). */
export function baseUrlOf({ values }: Pick<OpenAccount, 'values'>): string {
  if (values['region'] === 'overseas') return 'https://apihk.mch.weixin.qq.com'
  return values['accessPoint'] === 'api2' ? 'https://api2.mch.weixin.qq.com' : 'https://api.mch.weixin.qq.com'
}

export const hosts = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com', 'apihk.mch.weixin.qq.com']

/** @throws Fault `wechatpayV2.settingMissing` */
export function openV2(account: OpenAccount): V2Account {
  const { values, secrets, keys } = account
  const needed = (from: Readonly<Record<string, string>>, field: string): string => {
    const value = from[field] ?? ''
    if (value === '') throw new Fault('wechatpayV2.settingMissing', { params: { name: account.name, field } })
    return value
  }
  return {
    mchid: needed(values, 'mchid'),
    appid: needed(values, 'appid'),
    ...(account.kind === 'v2sp' ? { sub: { mchid: needed(values, 'subMchid'), appid: values['subAppid'] ?? '' } } : {}),
    apiKey: needed(secrets, 'apiKey'),
    signType: values['signType'] === 'MD5' ? 'MD5' : 'HMAC-SHA256',
    overseas: values['region'] === 'overseas',
    certificate: certificateOf(keys),
    secondSource: values['refundSecondSource'] === 'yes',
    notifyUrl: account.notifyUrl,
  }
}

/** Of several the one that is good for longest: during a change both are there. */
function certificateOf(keys: readonly OpenKey[]): ClientCertificatePem | undefined {
  const [best] = keys
    .filter(({ kind }) => kind === 'clientCertificate')
    .toSorted((a, b) => (b.notAfter ?? '').localeCompare(a.notAfter ?? ''))
  return best?.privateKeyPem === undefined ? undefined : { certificatePem: best.pem, privateKeyPem: best.privateKeyPem }
}

/** Fields that every request begins with. */
export function identity({ mchid, appid, sub }: V2Account): [string, string][] {
  return [
    ['appid', appid],
    ['mch_id', mchid],
    ['sub_appid', sub?.appid ?? ''],
    ['sub_mch_id', sub?.mchid ?? ''],
  ]
}

/**
 * The merchant as a message names it, to be compared with the account's own number. A foreign sub-merchant of the same
 * service provider is told beside it, so that the comparison fails.
 */
export function merchantIn({ sub }: V2Account, said: ReadonlyMap<string, string>): string | undefined {
  const own = said.get('mch_id')
  const theirs = said.get('sub_mch_id')
  return own === undefined || !sub || theirs === undefined || theirs === sub.mchid ? own : `${own}/${theirs}`
}

/** Whether a message names no other merchant than the account's; what it does not name is no contradiction. */
export function isOwn(account: V2Account, said: ReadonlyMap<string, string>): boolean {
  return (said.get('mch_id') ?? account.mchid) === account.mchid && (account.sub === undefined || (said.get('sub_mch_id') ?? account.sub.mchid) === account.sub.mchid)
}

/** An account of kind `v3` or `v3sp` as its calls need it. Source: payment-providers §8.1, §8.5, §8.9. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Fault } from '../../platform/errors/fault'
import type { OpenAccount, OpenKey } from '../payments/types'

export const regions = ['domestic', 'global', 'hk'] as const
export type Region = (typeof regions)[number]
export const accessPoints = ['api', 'api2', 'apihk'] as const
/** `both`: while WeChat moves an account from platform certificates to its public key (§8.3). */
export const keyModes = ['certificate', 'publicKey', 'both'] as const
export type KeyMode = (typeof keyModes)[number]
export const fundsAccounts = ['', 'AVAILABLE', 'UNSETTLED'] as const

export interface V3Account {
  /** Of the service provider in kind `v3sp`. */
  mchid: string
  appid: string
  /** The sub-merchant; absent in kind `v3`. */
  sub?: { mchid: string; appid: string }
  region: Region
  keyMode: KeyMode
  /** Serial of the merchant's API certificate, upper hex. */
  serialNo: string
  privateKey: KeyObject
  apiV3Key: Buffer
  /** 4-digit code that the global interface wants. */
  categoryCode: string
  /** Source of refund money unless a refund names another; empty: WeChat's order. */
  fundsAccount: string
  notifyUrl: string
  /** What answers and callbacks may be signed with; several at once during a switch. */
  keys: readonly OpenKey[]
}

function choice<T extends string>(value: string | undefined, choices: readonly T[], usual: T): T {
  return choices.find((one) => one === value) ?? usual
}

/** Region and access point only, for the address: needs no secret. */
function regionOf(account: OpenAccount): Region {
  return choice(account.values['region'], regions, 'domestic')
}

/** A domestic path on `apihk`, or a global one elsewhere, is refused as INVALID_REQUEST (§8.1): the region decides. */
export function baseUrlOf(account: OpenAccount): string {
  const region = regionOf(account)
  const asked = choice(account.values['accessPoint'], accessPoints, 'api')
  const point = region === 'global' ? 'apihk' : region === 'domestic' && asked === 'apihk' ? 'api' : asked
  return `https://${point}.mch.weixin.qq.com`
}

/** @throws Fault `wechatpayV3.settingMissing`, `wechatpayV3.privateKeyWrong`, `wechatpayV3.apiV3KeyWrong` */
export function openV3(account: OpenAccount): V3Account {
  const { values, secrets, notifyUrl, keys } = account
  const needed = (name: string): string => {
    const value = values[name] ?? ''
    if (value === '') throw new Fault('wechatpayV3.settingMissing', { params: { name: account.name, field: name } })
    return value
  }
  return {
    mchid: needed('mchid'),
    appid: needed('appid'),
    ...(account.kind === 'v3sp' ? { sub: { mchid: needed('subMchid'), appid: values['subAppid'] ?? '' } } : {}),
    region: regionOf(account),
    keyMode: choice(values['keyMode'], keyModes, 'certificate'),
    serialNo: needed('serialNo').toUpperCase(),
    privateKey: privateKeyIn(secrets['privateKey'] ?? '', account.name),
    apiV3Key: apiV3KeyIn(secrets['apiV3Key'] ?? '', account.name),
    categoryCode: values['merchantCategoryCode'] ?? '',
    fundsAccount: choice(values['fundsAccount'], fundsAccounts, ''),
    notifyUrl,
    keys,
  }
}

function privateKeyIn(pem: string, name: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // The library's message could quote the key; it is not kept.
  }
  throw new Fault('wechatpayV3.privateKeyWrong', { params: { name } })
}

/** 32 bytes of ASCII, set in the merchant platform; used as AES-256 key without any change (§8.3). */
function apiV3KeyIn(text: string, name: string): Buffer {
  const key = Buffer.from(text, 'utf8')
  if (key.length !== 32) throw new Fault('wechatpayV3.apiV3KeyWrong', { params: { name } })
  return key
}

/**
 * The merchant as an answer names it, to be compared with the account's own number. In kind `v3sp` a foreign sub-merchant
 * of the same service provider is told beside it, so that the comparison fails.
 */
export function merchantIn(
  account: V3Account,
  said: { mchid?: string | undefined; sp_mchid?: string | undefined; sub_mchid?: string | undefined },
): string | undefined {
  const { sub } = account
  const own = sub ? (said.sp_mchid ?? said.mchid) : said.mchid
  if (own === undefined || !sub || said.sub_mchid === undefined || said.sub_mchid === sub.mchid) return own
  return `${own}/${said.sub_mchid}`
}

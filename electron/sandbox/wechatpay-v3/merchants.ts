import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { StandInAccount } from '../payments/types'
import { V3Refusal } from './refusal'

/** Which family of paths a merchant may call. */
export type Region = 'domestic' | 'global' | 'hk'

/** A merchant as WeChat's books have it. */
export interface Merchant {
  mchid: string
  appid: string
  serviceProvider: boolean
  region: Region
  /** What its answers and callbacks are signed with. */
  keyMode: 'certificate' | 'publicKey' | 'both'
  serialNo: string
  /** Of its API certificate; undefined: none was uploaded, every signature is wrong. */
  publicKey: KeyObject | undefined
  apiV3Key: Buffer
  /** AppID by sub-merchant, empty where it has none. */
  subs: Map<string, string>
}

/** Merchants by number. Service providers come as one account for each sub-merchant. */
export class Merchants {
  readonly #merchants = new Map<string, Merchant>()

  add({ kind, values, secrets }: StandInAccount): void {
    const mchid = values['mchid'] ?? ''
    const serviceProvider = kind === 'v3sp'
    const key = `${kind}:${mchid}`
    const subs = new Map(this.#merchants.get(key)?.subs)
    if (serviceProvider) subs.set(values['subMchid'] ?? '', values['subAppid'] ?? '')
    const region = values['region']
    const keyMode = values['keyMode']
    this.#merchants.set(key, {
      mchid,
      appid: values['appid'] ?? '',
      serviceProvider,
      region: region === 'global' || region === 'hk' ? region : 'domestic',
      keyMode: keyMode === 'publicKey' || keyMode === 'both' ? keyMode : 'certificate',
      serialNo: (values['serialNo'] ?? '').toUpperCase(),
      publicKey: publicHalf(secrets['privateKey'] ?? ''),
      apiV3Key: Buffer.from(secrets['apiV3Key'] ?? '', 'utf8'),
      subs,
    })
  }

  /** The one with this number and API certificate. @throws V3Refusal */
  withCertificate(mchid: string, serialNo: string): Merchant {
    const own = this.ofNumber(mchid)
    if (own.length === 0) throw new V3Refusal(401, 'SIGN_ERROR', '商户号不存在')
    const merchant = own.find((one) => one.serialNo === serialNo.toUpperCase())
    if (!merchant) throw new V3Refusal(401, 'SIGN_ERROR', '商户证书序列号有误')
    return merchant
  }

  ofNumber(mchid: string): Merchant[] {
    return [...this.#merchants.values()].filter((one) => one.mchid === mchid)
  }
}

function publicHalf(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(createPrivateKey(pem))
  } catch {
    return undefined
  }
}

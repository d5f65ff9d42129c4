import type { StandInReply, StandInRequest } from '../http/server'
import type { StandInAccount } from '../payments/types'
import { type Caller, notTakenIn } from './answer'
import { signatureOf } from './signature'
import { readXml } from './xml'

export type Entered = { ok: true; caller: Caller; fields: Record<string, string> } | { ok: false; reply: StandInReply; caller?: Caller }

const no = (words: string): Entered => ({ ok: false, reply: notTakenIn(words) })

/** Calls that prove the caller by a certificate of its own (§7.1). */
export const withCertificate = new Set(['/secapi/pay/refund', '/pay/downloadfundflow'])

/** Method, form, identity, signature, sub-merchant: the first level of every call. */
export function enter(request: StandInRequest, accounts: readonly StandInAccount[]): Entered {
  if (request.method !== 'POST') return no('请使用post方法')
  if (request.body.length === 0) return no('post数据为空')
  if (!/^(?:text|application)\/xml\b/iu.test(request.headers['content-type'] ?? '')) return no('XML格式错误: content-type')
  const fields = readXml(request.body)
  if (!fields) return no('XML格式错误')
  const { mch_id: mchid = '', appid = '', sign = '', sub_mch_id: subMchid = '', sub_appid: subAppid = '' } = fields
  const ofMerchant = accounts.filter(({ values }) => values['mchid'] === mchid)
  const [first] = ofMerchant
  if (!first) return no('mch_id不存在')
  if (!ofMerchant.some(({ values }) => values['appid'] === appid)) return no('appid和mch_id不匹配')
  const nonce = fields['nonce_str'] ?? ''
  if (nonce === '' || nonce.length > 32) return no('缺少参数nonce_str')
  const signType = fields['sign_type'] ?? 'MD5'
  if (signType !== 'MD5' && signType !== 'HMAC-SHA256') return no('签名类型错误')
  const key = first.secrets['apiKey'] ?? ''
  if (key === '' || signatureOf(fields, key, signType) !== sign) return no('签名错误')
  const account = ofMerchant.find(({ values }) => (values['subMchid'] ?? '') === subMchid)
  if (!account) return no('受理关系不存在')
  if (subAppid !== '' && (account.values['subAppid'] ?? '') !== subAppid) return no('sub_mch_id与sub_appid不匹配')
  const caller: Caller = { mchid, appid, subMchid, subAppid, key, signType, overseas: account.values['region'] === 'overseas' }
  const refusal = certificateProblem(request, caller)
  return refusal ? { ok: false, reply: refusal, caller } : { ok: true, caller, fields }
}

/**
 * Over TLS the certificate of the merchant is demanded. Over plain HTTP (practice) none can be shown, so that the call is
 * let through; our client asks its account for one before it sends.
 */
function certificateProblem({ path, client }: StandInRequest, { mchid }: Caller): StandInReply | undefined {
  if (!withCertificate.has(path) || !client) return undefined
  if (client.commonName === '')
    return { status: 400, headers: { 'content-type': 'text/html' }, body: '<html><head><title>400 No required SSL certificate was sent</title></head></html>' }
  return client.authorized && client.commonName === mchid ? undefined : notTakenIn('证书验证失败')
}

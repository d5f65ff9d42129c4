/** Platform certificates: download, decrypt, verify. Source: payment-providers §8.3. */
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { readCertificate } from '../../platform/keys'
import type { OpenAccount, OpenKey, ProviderCall } from '../payments/types'
import type { V3Account } from './account'
import { decrypt } from './crypto'
import type { Exchange } from './exchange'
import { certificatesPath } from './paths'

export type FetchedKey = Omit<OpenKey, 'id'>

const text = z.string().max(16_384)
const Certificates = z.looseObject({
  data: z
    .array(
      z.looseObject({
        serial_no: z.string().regex(/^[0-9A-Fa-f]{1,64}$/u),
        encrypt_certificate: z.looseObject({
          algorithm: z.literal('AEAD_AES_256_GCM'),
          nonce: text,
          associated_data: text.nullish(),
          ciphertext: text,
        }),
      }),
    )
    .min(1)
    .max(20),
})

/**
 * All active certificates. None of them is believed before it was decrypted with the APIv3 key and the answer's own
 * signature holds with one of them or with a key that the account had before.
 * @throws Fault `wechatpayV3.noCertificates`, `wechatpayV3.certificateSealed`, `payments.answerUnsigned`
 */
export async function fetchCertificates(
  exchange: Exchange,
  account: OpenAccount,
  tracing: ProviderCall,
): Promise<{ keys: FetchedKey[]; clockOffSeconds: number | undefined }> {
  const v3 = exchange.open(account)
  if (v3.keyMode === 'publicKey') throw new Fault('wechatpayV3.noCertificates', { params: { name: account.name } })
  let keys: FetchedKey[] = []
  const brings = (json: object) => (keys = openCertificates(v3, json, account.name))
  const path = certificatesPath(v3)
  const { clockOffSeconds } = await exchange.ask(account, v3, { name: 'certificates', method: 'GET', path, rate: 'query', brings }, tracing)
  return { keys, clockOffSeconds }
}

function openCertificates(v3: V3Account, json: object, name: string): FetchedKey[] {
  const read = Certificates.safeParse(json)
  if (!read.success) throw new Fault('wechatpayV3.answerUnreadable', { retry: 'safe' })
  return read.data.data.map(({ serial_no, encrypt_certificate }) => {
    const sealed = decrypt(encrypt_certificate, v3.apiV3Key)
    if (sealed === undefined) throw new Fault('wechatpayV3.certificateSealed', { params: { name } })
    const { pem, serial, notBefore, notAfter } = readCertificate(sealed)
    if (serial !== serial_no.toUpperCase()) throw new Fault('payments.answerUnsigned')
    return { kind: 'platformCertificate', serial, pem, notBefore, notAfter }
  })
}

/** Bills of APIv2: the file itself, or an error as XML with HTTP 200. Nothing is signed. Source: payment-providers §7.3, §9.1. */
import { rm } from 'node:fs/promises'
import { wechatPayV2Signature, wechatPayV2Text } from '@shared/domain/signatures'
import { parseFlatXml, writeFlatXml } from '@shared/domain/xml-flat'
import { Fault } from '../../platform/errors/fault'
import { billFile, type ReceivedBill } from '../payments/kit'
import type { BillsOffer, FetchedBill, OfferedBill, ProviderClient, ProviderTools } from '../payments/types'
import { identity, openV2, SYSTEM, type V2Account } from './account'
import { utf8 } from './answers'

const BILL_TIMEOUT_MS = 60_000

const tradeTypes: Readonly<Record<string, string>> = { all: 'ALL', success: 'SUCCESS', refund: 'REFUND' }
const fundAccounts: Readonly<Record<string, string>> = { fundBasic: 'Basic', fundOperation: 'Operation', fundFees: 'Fees' }

const trade = Object.keys(tradeTypes).map((type): OfferedBill => ({ type, source: 'bill', reach: 'domestic' }))
const funds = Object.keys(fundAccounts).map((type): OfferedBill => ({ type, source: 'fundFlow', reach: 'domestic' }))

/** The fund flow of a service provider is its own and not that of the sub-merchant: such files are dropped by hand. */
export const billsOffer = (kind: 'v2' | 'v2sp'): BillsOffer => ({ typesOf: () => (kind === 'v2sp' ? trade : [...trade, ...funds]) })

interface Call {
  path: string
  fields: [string, string][]
  /** Fund flows are asked for with the client certificate and HMAC-SHA256 only (§7.1, §7.3). */
  fund: boolean
}

export function billCalls({ http, baseUrl, nonce }: ProviderTools): Required<Pick<ProviderClient, 'fetchBill'>> {
  function bodyOf(v2: V2Account, { fields, fund }: Call): string {
    const signType = fund ? 'HMAC-SHA256' : v2.signType
    const all = [
      ...identity(v2),
      ['nonce_str', nonce().slice(0, 32)] as [string, string],
      ['sign_type', signType === 'MD5' ? '' : signType] as [string, string],
      ...fields,
    ].filter(([, value]) => value !== '')
    return writeFlatXml('xml', [...all, ['sign', wechatPayV2Signature(wechatPayV2Text(all), v2.apiKey, signType)]])
  }

  return {
    async fetchBill(account, { type, day, into, maxBytes }, tracing): Promise<FetchedBill> {
      const v2 = openV2(account)
      const call = callOf(v2, type, day)
      if (call.fund && !v2.certificate) throw new Fault('wechatpayV2.certificateMissing')
      http.redactor.learn(v2.apiKey)
      const url = `${(await baseUrl(account)).replace(/\/+$/u, '')}${call.path}`
      const file = billFile(into, maxBytes)
      let received: ReceivedBill
      try {
        await http.request({
          system: SYSTEM,
          method: 'POST',
          url,
          body: bodyOf(v2, call),
          headers: { 'content-type': 'text/xml; charset=utf-8' },
          timeoutMs: BILL_TIMEOUT_MS,
          maxBytes,
          safe: true,
          // A second attempt would want a file of its own.
          attempts: 1,
          rateKey: `${SYSTEM}.bill:${v2.mchid}`,
          ...(call.fund && v2.certificate ? { clientCertificate: v2.certificate } : {}),
          stream: ({ status }) => (status === 200 ? file.sink : undefined),
          describe: ({ bytes }) => (isError(bytes) ? { code: codeOf(readError(bytes)), refused: true } : { code: 'SUCCESS' }),
          signal: tracing.signal,
          correlationId: tracing.correlationId,
        })
        received = await file.received
      } catch (cause) {
        file.sink.destroy()
        // What the file says went wrong (too large, damaged) is nearer than that the connection then broke.
        const why: unknown = await file.received.then(() => undefined, (one: unknown) => one)
        await rm(into, { force: true })
        throw why instanceof Fault ? why : cause
      }
      if (!isError(received.head)) return { outcome: 'file', bytes: received.bytes, sha256: received.sha256, hashChecked: false }
      await rm(into, { force: true })
      return refusal(readError(received.head), http.redactor.text)
    },
  }
}

function callOf(v2: V2Account, type: string, day: string): Call {
  const [billType, accountType] = [tradeTypes[type], fundAccounts[type]]
  const date: [string, string] = ['bill_date', day.replaceAll('-', '')]
  const packed: [string, string] = ['tar_type', 'GZIP']
  if (billType !== undefined) return { path: '/pay/downloadbill', fields: [date, ['bill_type', billType], packed], fund: false }
  if (accountType !== undefined && !v2.sub) return { path: '/pay/downloadfundflow', fields: [date, ['account_type', accountType], packed], fund: true }
  throw new Fault('bills.typeUnknown', { params: { type } })
}

/** A bill begins with the name of a column, an error with a tag. */
function isError(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*<xml>/u.test(Buffer.from(bytes.subarray(0, 64)).toString('utf8'))
}

interface Said {
  /** `error_code` of the bill interface, `err_code` of the fund flow. */
  code: string
  message: string
}

function readError(bytes: Uint8Array): Said {
  const text = utf8(bytes)
  const parsed = text === undefined ? undefined : parseFlatXml(text)
  if (!parsed?.ok) return { code: '', message: '' }
  const said = (...names: string[]) => names.map((name) => parsed.fields.get(name) ?? '').find((value) => value !== '') ?? ''
  return { code: said('error_code', 'err_code'), message: said('err_code_des', 'return_msg') }
}

const codeOf = ({ code, message }: Said): string => (code === '' ? message.slice(0, 40) || 'FAIL' : code)

/**
 * 20002 is an empty day. 20001 is said before the bill is there, and for other causes too (§9.1, uncertain): only with the
 * words of "not yet" is it taken for that. Of fund flows the code is a word (third-party code, uncertain).
 */
function refusal(said: Said, redact: (text: string) => string): FetchedBill {
  const { code } = said
  const message = redact(said.message).slice(0, 300)
  const upstream = { system: SYSTEM, code: codeOf(said), message }
  if (code === '20002' || code === 'NO_BILL_EXIST' || /no bill exist/iu.test(message)) return { outcome: 'noTrade' }
  if (/bill creating/iu.test(message) || code === 'BILL_CREATING') throw new Fault('bills.notReady', { retry: 'safe', upstream })
  if (/签名|sign/iu.test(message) || code === 'SIGNERROR') throw new Fault('wechatpayV2.signRefused', { params: { code: codeOf(said), message }, upstream })
  if (code === 'SYSTEMERROR' || /systemerror|compressgzip/iu.test(message)) throw new Fault('wechatpayV2.systemError', { params: { code: codeOf(said), message }, retry: 'safe', upstream })
  throw new Fault('bills.refused', { params: { code: codeOf(said), message: message === '' ? '—' : message }, upstream })
}

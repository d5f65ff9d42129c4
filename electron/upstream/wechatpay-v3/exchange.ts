/** One signed request and its verified answer. Source: payment-providers §8.1–§8.3, §1.5. */
import { wechatPayV3Request } from '@shared/domain/signatures'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { CallDescription, HttpResponse } from '../../platform/http'
import type { OpenAccount, OpenKey, ProviderCall, ProviderTools } from '../payments/types'
import { openV3, type V3Account } from './account'
import { signText } from './crypto'
import { type CallName, type Refusal, refusalFault, SYSTEM } from './errors'
import { judgeMessage } from './messages'
import { objectIn, textOf } from './strict-json'

/** Connecting included; refunds take longer (§1.5). */
const ORDER_TIMEOUT_MS = 15_000
const REFUND_TIMEOUT_MS = 30_000
const MAX_BYTES = 256 * 1024
const QUERY_ATTEMPTS = 3
const FIRST_WAIT_MS = 1_000
/** In its statuses a gateway speaks, not the interface: nobody knows what came of the call. */
const undecided = [408, 425]

/** What is limited together (§8.6, §8.9). */
export type RateFamily = 'create' | 'query' | 'refund' | 'refundQuery' | 'bill' | 'fundBill'

export interface V3Call {
  name: CallName
  method: 'GET' | 'POST'
  /** With its query, encoded as it is sent. */
  path: string
  body?: object
  rate: RateFamily
  /** Keys in the answer itself, already proved by another way: it may be signed with one of them. @throws Fault */
  brings?: (json: object) => Omit<OpenKey, 'id'>[]
}

/** A 2xx answer whose signature holds. */
export interface Answered {
  /** Empty object for 204. */
  json: object
  raw: string
  /** Serial of the key that it was signed with. */
  serial: string
  clockOffSeconds: number | undefined
}

export type Exchanged = { ok: true; answer: Answered } | { ok: false; refusal: Refusal }

export interface Exchange {
  open(account: OpenAccount): V3Account
  /** Once. @throws Fault; `retry` is `safe` where nothing was sent, `afterCheck` where nobody knows */
  once(account: OpenAccount, v3: V3Account, call: V3Call, tracing: ProviderCall): Promise<Exchanged>
  /** A call that changes nothing: signed anew and repeated where that may help. @throws Fault */
  ask(account: OpenAccount, v3: V3Account, call: V3Call, tracing: ProviderCall): Promise<Answered>
  /** Of a signed request. */
  headers(v3: V3Account, call: Pick<V3Call, 'method' | 'path'>, body: string): Record<string, string>
  redact: (text: string) => string
  faultOf: (refusal: Refusal, name: CallName) => Fault
}

const ErrorBody = z.looseObject({ code: z.string().min(1).max(100), message: z.string().max(10_000).default('') })

export function createExchange({ http, clock, baseUrl, nonce, keys }: ProviderTools): Exchange {
  const now = () => Math.floor(clock.now().getTime() / 1000)

  function open(account: OpenAccount): V3Account {
    for (const secret of Object.values(account.secrets)) http.redactor.learn(secret)
    return openV3(account)
  }

  function headers(v3: V3Account, { method, path }: Pick<V3Call, 'method' | 'path'>, body: string): Record<string, string> {
    const [timestamp, nonceStr] = [String(now()), nonce()]
    const signature = signText(wechatPayV3Request({ method, url: path, timestamp, nonce: nonceStr, body }), v3.privateKey)
    const serial = answerKey(v3)
    return {
      accept: 'application/json',
      'user-agent': 'MiniDesk',
      authorization:
        `WECHATPAY2-SHA256-RSA2048 mchid="${v3.mchid}",nonce_str="${nonceStr}",` +
        `signature="${signature}",timestamp="${timestamp}",serial_no="${v3.serialNo}"`,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(serial === undefined ? {} : { 'wechatpay-serial': serial }),
    }
  }

  function read(response: HttpResponse, v3: V3Account, call: V3Call): Exchanged {
    const { status, bytes, headers: said } = response
    const requestId = said['request-id']
    const clockOffSeconds = offOf(said['date'], now())
    const raw = textOf(bytes) ?? ''
    const done = status >= 200 && status < 300
    const json = raw === '' && status === 204 ? {} : objectIn(raw)
    const keys = done && json && call.brings ? [...v3.keys, ...call.brings(json)] : v3.keys
    const signed = judgeMessage({ header: (name) => said[name], body: bytes }, keys, now())
    // Error answers may be unsigned; one with a wrong signature is not WeChat's.
    if (!signed.ok && (done || signed.problem === 'wrong')) throw unsigned(signed, clockOffSeconds)
    if (done) {
      if (!json) throw unreadable(call)
      return { ok: true, answer: { json, raw, serial: signed.serial, clockOffSeconds } }
    }
    const error = ErrorBody.safeParse(json)
    if (!error.success || status < 400 || status >= 500 || undecided.includes(status) || error.data.code === 'SYSTEM_ERROR') {
      throw systemError(status, error.data, requestId)
    }
    return { ok: false, refusal: { signed: signed.ok, status, code: error.data.code, message: error.data.message, requestId, clockOffSeconds } }
  }

  const systemError = (status: number, said: z.infer<typeof ErrorBody> | undefined, requestId: string | undefined) =>
    new Fault('wechatpayV3.systemError', {
      params: { status, code: said?.code ?? '' },
      retry: 'afterCheck',
      upstream: {
        system: SYSTEM,
        code: said?.code ?? String(status),
        message: http.redactor.text(said?.message ?? ''),
        ...(requestId ? { requestId } : {}),
      },
    })

  const faultOf = (refusal: Refusal, name: CallName) => refusalFault(refusal, name, http.redactor.text)

  async function once(account: OpenAccount, v3: V3Account, call: V3Call, tracing: ProviderCall): Promise<Exchanged> {
    const base = (await baseUrl(account)).replace(/\/+$/u, '')
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    let exchanged: Exchanged | undefined
    await http.request({
      system: SYSTEM,
      method: call.method,
      url: `${base}${call.path}`,
      ...(body === '' ? {} : { body }),
      headers: headers(v3, call, body),
      timeoutMs: call.rate.startsWith('refund') ? REFUND_TIMEOUT_MS : ORDER_TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      safe: call.method === 'GET',
      // Each attempt needs a signature of its own.
      attempts: 1,
      rateKey: `${SYSTEM}.${call.rate}:${v3.mchid}`,
      // 407 is a proxy's word.
      acceptStatus: (status) => status !== 407,
      describe: (response) => {
        exchanged = read(response, v3, call)
        return describe(exchanged, response)
      },
      ...tracing,
    }).catch((cause: unknown) => {
      if (cause instanceof Fault && cause.code === 'wechatpayV3.keyUnknown') keys?.unknown(account.id)
      throw cause
    })
    if (!exchanged) throw unreadable(call)
    if (exchanged.ok) keys?.used(account.id, exchanged.answer.serial)
    return exchanged
  }

  async function ask(account: OpenAccount, v3: V3Account, call: V3Call, tracing: ProviderCall): Promise<Answered> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const exchanged = await once(account, v3, call, tracing)
        if (exchanged.ok) return exchanged.answer
        throw faultOf(exchanged.refusal, call.name)
      } catch (error) {
        if (!(error instanceof Fault) || attempt >= QUERY_ATTEMPTS || !passes(error) || tracing.signal?.aborted) throw error
        await http.sleep(FIRST_WAIT_MS * attempt * (1 + http.random()), tracing.signal)
      }
    }
  }

  return { open, once, ask, headers, faultOf, redact: http.redactor.text }
}

/** An error answer to a download, which carries no signature. @throws Fault where it says neither yes nor no */
export function readRefusal(response: HttpResponse | undefined): Refusal {
  const error = ErrorBody.safeParse(response && objectIn(textOf(response.bytes) ?? ''))
  const status = response?.status ?? 0
  if (!error.success || status < 400 || status >= 500) {
    const said = { system: SYSTEM, code: error.success ? error.data.code : String(status), message: '' }
    throw new Fault('wechatpayV3.systemError', { params: { status, code: said.code }, retry: 'safe', upstream: said })
  }
  const { code, message } = error.data
  return { signed: false, status, code, message, requestId: response?.headers['request-id'], clockOffSeconds: undefined }
}

/** Failures that often pass by themselves. */
function passes({ code }: Fault): boolean {
  const ofConnection = ['timeout', 'connectionReset', 'dns', 'refused', 'unreachable'].map((name) => `http.${name}`)
  return code === 'wechatpayV3.systemError' || ofConnection.includes(code)
}

/** Names the public key, where there is one to use, so that the answer is signed with it (§8.3). */
function answerKey({ keyMode, keys }: V3Account): string | undefined {
  return keyMode === 'certificate' ? undefined : keys.findLast(({ kind }) => kind === 'publicKey')?.serial
}

/** How far ahead the answer's `Date` is, in seconds. */
function offOf(date: string | undefined, now: number): number | undefined {
  const at = Date.parse(date ?? '')
  return Number.isNaN(at) ? undefined : Math.round(at / 1000) - now
}

function describe(exchanged: Exchanged, response: HttpResponse): CallDescription {
  const requestId = response.headers['request-id']
  const code = exchanged.ok ? String(response.status) : exchanged.refusal.code
  return { code, refused: !exchanged.ok, ...(requestId ? { requestId } : {}) }
}

function unreadable({ method }: V3Call): Fault {
  return new Fault('wechatpayV3.answerUnreadable', { retry: method === 'GET' ? 'safe' : 'afterCheck' })
}

function unsigned(
  { problem, serial, offSeconds }: { problem: string; serial: string; offSeconds: number },
  clockOffSeconds: number | undefined,
): Fault {
  const minutes = Math.round(Math.abs(clockOffSeconds ?? offSeconds) / 60)
  if (problem === 'outOfTime' && minutes >= 5) return new Fault('wechatpayV3.clockWrong', { params: { minutes }, retry: 'afterCheck' })
  if (problem === 'unknownKey') return new Fault('wechatpayV3.keyUnknown', { params: { serial }, retry: 'afterCheck' })
  return new Fault('payments.answerUnsigned', { retry: 'afterCheck' })
}
